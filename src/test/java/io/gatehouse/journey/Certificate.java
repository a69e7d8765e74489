package io.gatehouse.journey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate that signs itself, made by the JDK's keytool, as the two PEM files that servers and clients want. */
record Certificate(Path certificate, Path key) {

    private static final String PASSWORD = "changeit";

    /** @param subjects such as {@code dns:localhost,ip:127.0.0.1} */
    static Certificate make(Path directory, String name, String subjects) {
        return make(directory, name, subjects, List.of("-keyalg", "EC", "-groupname", "secp256r1"));
    }

    /** With an RSA key of 2048 bits. */
    static Certificate ofRsa(Path directory, String name, String subjects) {
        return make(directory, name, subjects, List.of("-keyalg", "RSA", "-keysize", "2048"));
    }

    private static Certificate make(Path directory, String name, String subjects, List<String> kind) {
        Path store = directory.resolve(name + ".p12");
        try {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    name,
                    "-dname",
                    "CN=" + name,
                    "-ext",
                    "san=" + subjects,
                    "-validity",
                    "2",
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    PASSWORD,
                    "-keystore",
                    store.toString()));
            command.addAll(kind);
            Process keytool =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                throw new IllegalStateException(
                        new String(keytool.getInputStream().readAllBytes()));
            }
            KeyStore read = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            return new Certificate(
                    pem(
                            directory.resolve(name + ".crt"),
                            "CERTIFICATE",
                            read.getCertificate(name).getEncoded()),
                    pem(
                            directory.resolve(name + ".key"),
                            "PRIVATE KEY",
                            read.getKey(name, PASSWORD.toCharArray()).getEncoded()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (GeneralSecurityException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** For a server. */
    SSLContext context() {
        Path store = Path.of(certificate.toString().replace(".crt", ".p12"));
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray()), PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static Path pem(Path file, String kind, byte[] content) throws IOException {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(file, "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(kind, lines));
    }
}
