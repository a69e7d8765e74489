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
    private static final List<String> EC = List.of("-keyalg", "EC", "-groupname", "secp256r1");

    /** @param subjects such as {@code dns:localhost,ip:127.0.0.1} */
    static Certificate make(Path directory, String name, String subjects) {
        return make(directory, name, "san=" + subjects, "", EC);
    }

    /** One that signs others: an authority of somebody's own. */
    static Certificate authority(Path directory, String name) {
        return make(directory, name, "bc:critical=ca:true", "", EC);
    }

    /** @param authority the name of one that was made in the same directory */
    static Certificate signedBy(String authority, Path directory, String name, String subjects) {
        return make(directory, name, "san=" + subjects, authority, EC);
    }

    /** With an RSA key of 2048 bits. */
    static Certificate ofRsa(Path directory, String name, String subjects) {
        return make(directory, name, "san=" + subjects, "", List.of("-keyalg", "RSA", "-keysize", "2048"));
    }

    private static Certificate make(
            Path directory, String name, String extension, String authority, List<String> kind) {
        Path store = directory.resolve(name + ".p12");
        List<String> arguments = new ArrayList<>(List.of("-genkeypair", "-alias", name));
        arguments.addAll(kind);
        arguments.addAll(List.of("-dname", "CN=" + name, "-validity", "2"));
        arguments.addAll(List.of("-ext", extension, "-storetype", "PKCS12", "-storepass", PASSWORD));
        arguments.addAll(List.of("-keystore", store.toString()));
        if (!authority.isEmpty()) {
            Path signer = directory.resolve(authority + ".p12");
            arguments.addAll(List.of("-signer", authority, "-signerkeypass", PASSWORD));
            keytool(
                    "-importkeystore",
                    "-srckeystore",
                    signer.toString(),
                    "-srcstorepass",
                    PASSWORD,
                    "-destkeystore",
                    store.toString(),
                    "-deststorepass",
                    PASSWORD);
        }
        keytool(arguments.toArray(String[]::new));
        try {
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
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void keytool(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        try {
            Process keytool =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                throw new IllegalStateException(
                        new String(keytool.getInputStream().readAllBytes()));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException failure) {
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
