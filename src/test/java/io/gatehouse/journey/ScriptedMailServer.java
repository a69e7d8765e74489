package io.gatehouse.journey;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A mail server on loopback that changes over to TLS where it has a certificate, answers as it is told to, and notes all it reads. */
final class ScriptedMailServer implements AutoCloseable {

    private static final String EXTENSIONS = "250-here\r\n%s250 AUTH PLAIN";

    private final ServerSocket listening;
    private final Optional<SSLContext> tls;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    private ScriptedMailServer(Optional<SSLContext> tls, ServerSocketFactory sockets) {
        this.tls = tls;
        try {
            this.listening = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Thread thread = new Thread(this::accept, "scripted-mail-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** @param tls what it changes over to; without one it does not offer to */
    static ScriptedMailServer start(Optional<SSLContext> tls) {
        return new ScriptedMailServer(tls, ServerSocketFactory.getDefault());
    }

    /** Encrypted from the first byte on. */
    static ScriptedMailServer encrypted(SSLContext tls) {
        return new ScriptedMailServer(Optional.of(tls), tls.getServerSocketFactory());
    }

    /**
     * @param command such as {@code RCPT}; {@code greeting} for the first line, {@code body} for what follows a mail
     * @param answer empty for none
     */
    ScriptedMailServer answering(String command, String answer) {
        answers.put(command, answer);
        return this;
    }

    int port() {
        return listening.getLocalPort();
    }

    /** All that it has read, of all connections. */
    List<String> lines() {
        return lines;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                open.add(socket);
                Thread thread = new Thread(() -> talk(socket), "scripted-mail");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void talk(Socket plain) {
        try (Socket socket = plain) {
            say(socket, answers.getOrDefault("greeting", "220 here"));
            Socket present = socket;
            BufferedReader reader = reader(present);
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
                String command = line.split(" ", 2)[0];
                String answer = answers.getOrDefault(command, usual(command, present));
                say(present, answer);
                if (command.equals("STARTTLS") && answer.startsWith("220")) {
                    present = tls.orElseThrow().getSocketFactory().createSocket(present, null, present.getPort(), true);
                    ((SSLSocket) present).setUseClientMode(false);
                    reader = reader(present);
                } else if (command.equals("DATA") && answer.startsWith("354")) {
                    for (String text = reader.readLine(); text != null && !text.equals("."); text = reader.readLine()) {
                        lines.add(text);
                    }
                    say(present, answers.getOrDefault("body", "250 taken"));
                }
            }
        } catch (IOException gone) {
            // as clients are that found out whom they speak to
        }
    }

    private String usual(String command, Socket present) {
        return switch (command) {
            case "EHLO" ->
                EXTENSIONS.formatted(tls.isPresent() && !(present instanceof SSLSocket) ? "250-STARTTLS\r\n" : "");
            case "STARTTLS" -> "220 go on";
            case "AUTH" -> "235 welcome";
            case "DATA" -> "354 go on";
            case "QUIT" -> "221 farewell";
            default -> "250 well";
        };
    }

    private static void say(Socket socket, String text) throws IOException {
        if (text.isEmpty()) {
            return;
        }
        socket.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
