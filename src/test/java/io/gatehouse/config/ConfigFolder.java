package io.gatehouse.config;

import io.gatehouse.config.ConfigReader.Reading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A configuration directory that a test writes. */
record ConfigFolder(Path path) {

    static final String ROUTES = """
            routes:
              portal:
                path: /{organization}/portal/**
                upstream: http://127.0.0.1:7107
            """;

    static final String ACME = """
            identity-provider:
              issuer: https://acme.okta.com
              client-id: gatehouse
              client-secret: ${ACME_CLIENT_SECRET}
            """;

    ConfigFolder with(String file, String text) {
        try {
            Path target = path.resolve(file);
            Files.createDirectories(target.getParent());
            Files.writeString(target, text);
            return this;
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** With a client secret for Acme, and whatever else is given as {@code --key=value}. */
    Reading read(String... properties) {
        String[] all = new String[properties.length + 1];
        System.arraycopy(properties, 0, all, 0, properties.length);
        all[properties.length] = "--ACME_CLIENT_SECRET=s3cr3t-of-acme";
        return ConfigReader.read(path, GatewayEnvironment.load(path, all));
    }

    /** As they are printed, with files relative to this directory. */
    List<String> problems(String... properties) {
        return read(properties).problems().stream().map(this::shown).toList();
    }

    List<String> notes(String... properties) {
        return read(properties).notes().stream().map(this::shown).toList();
    }

    String shown(Object text) {
        return text.toString().replace(path + "/", "");
    }
}
