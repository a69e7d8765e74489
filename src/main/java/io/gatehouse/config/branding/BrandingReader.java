package io.gatehouse.config.branding;

import io.gatehouse.config.source.ConfigFiles;
import io.gatehouse.config.source.Kinds;
import io.gatehouse.config.source.Place;
import io.gatehouse.config.source.Section;
import io.gatehouse.organization.branding.Accent;
import io.gatehouse.organization.branding.Branding;
import io.gatehouse.organization.branding.Colour;
import io.gatehouse.organization.branding.Logo;
import io.gatehouse.organization.branding.Support;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads how an organization's own pages look. */
public final class BrandingReader {

    private static final Pattern DATA = Pattern.compile("data:image/[a-z]+;base64,(.*)", Pattern.DOTALL);

    private final Optional<ConfigFiles> files;

    public BrandingReader(ConfigFiles files) {
        this.files = Optional.of(files);
    }

    private BrandingReader() {
        this.files = Optional.empty();
    }

    /** For what no operator has written: a picture stands there itself, and in no file of this machine. */
    public static BrandingReader literal() {
        return new BrandingReader();
    }

    public Branding read(Section branding) {
        Branding read = new Branding(
                branding.read("logo", this::logo), accent(branding), branding.read("support", Support::new));
        branding.end();
        return read;
    }

    private static Optional<Accent> accent(Section branding) {
        Optional<Colour> light = branding.read("accent", Colour::new);
        Optional<Colour> dark = branding.read("accent-dark", Colour::new);
        if (branding.has("accent-dark") && !branding.has("accent")) {
            branding.place("accent-dark").problem("without accent (expected: both, or accent alone)");
        }
        boolean readable = !branding.has("accent-dark") || dark.isPresent();
        return light.filter(colour -> readable)
                .flatMap(colour -> Place.made(() -> new Accent(colour, dark.orElse(colour)), branding::place));
    }

    private Logo logo(String text) {
        Matcher data = DATA.matcher(text);
        if (data.matches()) {
            return Logo.of(decoded(data.group(1)), "data:");
        }
        return files.map(there -> Logo.of(content(there, text), text))
                .orElseThrow(() -> Kinds.refused("no picture", "data:image/png;base64,…"));
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            throw Kinds.refused("data:", "base64");
        }
    }

    private static byte[] content(ConfigFiles files, String file) {
        try {
            return files.bytes(files.resolve(file));
        } catch (IOException | IllegalArgumentException unreadable) {
            throw Kinds.refused(file, "a file that can be read, or data:image/png;base64,…");
        }
    }
}
