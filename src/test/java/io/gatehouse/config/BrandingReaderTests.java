package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.branding.Branding;
import io.gatehouse.organization.branding.Logo;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrandingReaderTests {

    private static final String WEBP = "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA";
    private static final String LOSSLESS_WEBP = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==";

    @TempDir
    Path directory;

    ConfigFolder config;

    @BeforeEach
    void anEmptyFolder() {
        config = new ConfigFolder(directory).with("routes.yaml", ConfigFolder.ROUTES);
    }

    @Test
    void readsLogoColoursAndWhereThereIsHelp() throws IOException {
        Files.write(directory.resolve("acme.png"), picture("png", 320, 80));

        Branding branding = branding("""
                branding:
                  logo: acme.png
                  accent: "#003366"
                  accent-dark: "#7FB2FF"
                  support: help@acme.com
                """);

        Logo logo = branding.logo().orElseThrow();
        assertThat(logo.type()).isEqualTo("image/png");
        assertThat(logo.bytes()).isEqualTo(picture("png", 320, 80));
        assertThat(branding.accent().orElseThrow().css())
                .contains("--accent: #003366; --on-accent: #ffffff", "--accent: #7fb2ff; --on-accent: #000000");
        assertThat(branding.support().orElseThrow().link()).isEqualTo("mailto:help@acme.com");
    }

    @Test
    void anOrganizationThatSaysNothingLooksLikeTheOthers() {
        assertThat(branding("name: Acme\n")).isEqualTo(Branding.NONE);
    }

    @Test
    void aPictureIsWhatItsBytesSay() throws IOException {
        assertThat(Logo.of(picture("jpg", 20, 30), "a.png").toString()).startsWith("image/jpeg 20x30 ");
        assertThat(Logo.of(Base64.getDecoder().decode(WEBP), "a.png").toString())
                .startsWith("image/webp 1x1 ");
        assertThat(Logo.of(Base64.getDecoder().decode(LOSSLESS_WEBP), "a").toString())
                .startsWith("image/webp 1x1 ");
        assertThat(branding("branding: {logo: 'data:image/jpeg;base64," + WEBP + "'}")
                        .logo()
                        .orElseThrow()
                        .type())
                .isEqualTo("image/webp");
    }

    @Test
    @Proves("SEC-LOOK-1")
    void everyBeginningOfAPictureIsRefusedWithoutAnAccident() throws IOException {
        for (byte[] whole : new byte[][] {
            picture("png", 20, 30), picture("jpg", 20, 30), Base64.getDecoder().decode(WEBP)
        }) {
            for (int length = 0; length < 24; length++) {
                Files.write(directory.resolve("a.png"), java.util.Arrays.copyOf(whole, length));
                assertThat(problems("logo: a.png"))
                        .as("%s bytes", length)
                        .contains("another kind of file (expected: PNG, JPEG or WebP");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>",
                "<?xml version=\"1.0\"?><svg/>",
                "<!doctype html><script>alert(1)</script>",
                "GIF89a............................",
                "BM............................",
            })
    @Proves("SEC-LOOK-1")
    void anythingElseIsNoLogoWhateverItIsCalled(String content) throws IOException {
        Files.writeString(directory.resolve("logo.png"), content);

        assertThat(problems("logo: logo.png"))
                .isEqualTo("organizations/acme.yaml:2  branding.logo: logo.png: another kind of file"
                        + " (expected: PNG, JPEG or WebP, at most 64 KB and 1024 × 1024 pixels)");
        String data = Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8));
        assertThat(problems("logo: 'data:image/svg;base64," + data + "'")).contains("data:: another kind of file");
    }

    @Test
    @Proves("SEC-LOOK-1")
    void aPictureThatUnpacksToAHugeOneOrIsLongIsRefused() throws IOException {
        byte[] bomb = picture("png", 20, 30);
        bomb[16] = 0;
        bomb[17] = 0;
        bomb[18] = (byte) 0x75;
        bomb[19] = (byte) 0x30;
        Files.write(directory.resolve("bomb.png"), bomb);
        Files.write(directory.resolve("long.png"), java.util.Arrays.copyOf(bomb, 64 * 1024 + 1));
        bomb[16] = (byte) 0xff;
        Files.write(directory.resolve("negative.png"), bomb);

        assertThat(problems("logo: bomb.png")).contains("bomb.png: 30000 × 30 pixels (expected: PNG");
        assertThat(problems("logo: long.png")).contains("long.png: 65537 bytes (expected: PNG");
        assertThat(problems("logo: negative.png")).contains("pixels (expected: PNG");
        assertThat(problems("logo: nowhere.png")).contains("nowhere.png (expected: a file that can be read");
        assertThat(problems("logo: 'data:image/png;base64,%%%'")).contains("expected");
    }

    /** Measured with the formulas of WCAG 2.2. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "accent: '#ffd400' | branding.accent: #ffd400 has a contrast of 1.43:1 with light pages (expected: at least 3:1 with their #ffffff)",
                "accent: '#003366' | branding.accent: #003366 has a contrast of 1.29:1 with dark pages (expected: at least 3:1 with their #1b2029; or another colour under accent-dark)",
                "accent: '#003366', accent-dark: '#222222' | branding.accent-dark: #222222 has a contrast of 1.02:1 with dark pages (expected: at least 3:1 with their #1b2029)",
                "accent: 0b5fff | branding.accent: 0b5fff (expected: a colour such as \"#0b5fff\", in quotes)",
                "accent: '#fff' | branding.accent: #fff (expected: a colour such as \"#0b5fff\", in quotes)",
                "accent: 'red;}body{display:none' | branding.accent: red;}body{display:none (expected: a colour such as \"#0b5fff\", in quotes)",
                "accent-dark: '#7fb2ff' | branding.accent-dark: without accent (expected: both, or accent alone)",
                "support: 'javascript:alert(1)' | branding.support: javascript:alert(1) (expected: an e-mail address, or an https URL)",
                "support: 'http://acme.com' | branding.support: http://acme.com (expected: an e-mail address, or an https URL)",
                "support: 'https://a:b@acme.com' | branding.support: https://a:b@acme.com (expected: an e-mail address, or an https URL)",
                "color: a | branding.color: unknown key (expected: one of accent, accent-dark, logo, support)",
            })
    @Proves("SEC-LOOK-2")
    void saysWhatIsWrongAndWhatWasMeasured(String yaml, String problem) {
        config.with("organizations/acme.yaml", "branding: {" + yaml + "}\n");

        assertThat(config.problems()).containsExactly("organizations/acme.yaml:1  " + problem);
    }

    @Test
    @Proves("SEC-LOOK-2")
    void anAddressCannotBringMoreIntoAMailThanItself() {
        assertThat(branding("branding: {support: 'a?bcc=x&y%41@acme.com'}")
                        .support()
                        .orElseThrow()
                        .link())
                .isEqualTo("mailto:a%3Fbcc=x%26y%2541@acme.com");
    }

    @Test
    void aLogoThatChangesIsReadAgain() throws IOException {
        Files.write(directory.resolve("acme.png"), picture("png", 2, 2));
        config.with("organizations/acme.yaml", "branding: {logo: acme.png}");

        assertThat(config.read().files()).containsKey(directory.resolve("acme.png"));
    }

    private Branding branding(String yaml) {
        Organization acme = config.with("organizations/acme.yaml", yaml)
                .read()
                .valid()
                .organizations()
                .find(new OrganizationName("acme"))
                .orElseThrow();
        return acme.branding();
    }

    private String problems(String key) {
        config.with("organizations/acme.yaml", "branding:\n  " + key + "\n");
        return String.join("\n", config.problems());
    }

    static byte[] picture(String format, int width, int height) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), format, out);
        return out.toByteArray();
    }
}
