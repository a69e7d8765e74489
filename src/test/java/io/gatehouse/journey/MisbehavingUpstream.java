package io.gatehouse.journey;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An upstream of bare sockets: it says the very bytes of its script, and keeps the very bytes it was sent. */
final class MisbehavingUpstream implements AutoCloseable {

    /** What becomes of a request; the next one on its connection waits until this returns. */
    interface Script {
        void answer(Visit visit) throws IOException;
    }

    /** One request, as it arrived; a character is a byte. */
    static final class Visit {

        final int connection;
        final String head;
        private final Socket socket;
        private final InputStream in;
        private final ByteArrayOutputStream framed = new ByteArrayOutputStream();
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private volatile boolean over;

        private Visit(int connection, String head, Socket socket, InputStream in) {
            this.connection = connection;
            this.head = head;
            this.socket = socket;
            this.in = in;
        }

        String requestLine() {
            return head.substring(0, head.indexOf('\r'));
        }

        /** A header's values in the order they came, whatever the case of its name. */
        List<String> header(String name) {
            return head.lines()
                    .skip(1)
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .toList();
        }

        /** The body as far as it was read. */
        byte[] body() {
            synchronized (content) {
                return content.toByteArray();
            }
        }

        /** The body with its chunks, as far as it was read. */
        String framedBody() {
            return framed.toString(ISO_8859_1);
        }

        /** Whether the script is through. */
        boolean isOver() {
            return over;
        }

        /** Reads the whole body. */
        Visit readBody() throws IOException {
            if (!header("Transfer-Encoding").isEmpty()) {
                for (int size = chunkSize(); size > 0; size = chunkSize()) {
                    read(size, true);
                    read(2, false);
                }
                read(2, false);
            } else if (!header("Content-Length").isEmpty()) {
                read(Integer.parseInt(header("Content-Length").get(0)), true);
            }
            return this;
        }

        /** Reads so much of a body whose length was said. */
        void read(int bytes) throws IOException {
            read(bytes, true);
        }

        void say(String bytes) throws IOException {
            say(bytes.getBytes(ISO_8859_1));
        }

        void say(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        /** Ends the connection, and waits until the gateway has noticed. */
        void close() throws IOException {
            socket.shutdownOutput();
            awaitEnd();
            socket.close();
        }

        /** Ends the connection without manners: what is under way in either direction is lost. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Waits until the gateway ends the connection; longer than any test waits for the script to be over. */
        void awaitEnd() throws IOException {
            socket.setSoTimeout(30_000);
            try {
                while (in.read() >= 0) {
                    // What it still sends is not wanted.
                }
            } catch (SocketTimeoutException stillOpen) {
                throw stillOpen;
            } catch (IOException ended) {
                // A reset is an end as well.
            }
        }

        private int chunkSize() throws IOException {
            StringBuilder line = new StringBuilder();
            while (line.length() < 2 || line.charAt(line.length() - 1) != '\n') {
                int c = next();
                framed.write(c);
                line.append((char) c);
            }
            return Integer.parseInt(line.toString().strip(), 16);
        }

        private void read(int bytes, boolean isContent) throws IOException {
            byte[] buffer = new byte[Math.min(bytes, 1 << 16)];
            for (int left = bytes; left > 0; ) {
                int n = in.read(buffer, 0, Math.min(buffer.length, left));
                if (n < 0) {
                    throw new EOFException("the request broke off");
                }
                left -= n;
                framed.write(buffer, 0, n);
                if (isContent) {
                    synchronized (content) {
                        content.write(buffer, 0, n);
                    }
                }
            }
        }

        private int next() throws IOException {
            int c = in.read();
            if (c < 0) {
                throw new EOFException("the request broke off");
            }
            return c;
        }
    }

    private final List<Visit> visits = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "misbehaving-upstream");
        thread.setDaemon(true);
        return thread;
    });
    private final ServerSocket server;
    private volatile Script script = visit -> visit.say("HTTP/1.1 204 No Content\r\n\r\n");

    private MisbehavingUpstream() throws IOException {
        server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    static MisbehavingUpstream start() {
        try {
            return new MisbehavingUpstream();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    String uri() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** For all requests from now on. */
    void plays(Script newScript) {
        script = newScript;
    }

    /** Reads a request to its end, then says these bytes. */
    void says(String bytes) {
        plays(visit -> visit.readBody().say(bytes));
    }

    /** Says these bytes after a request, and then nothing more. */
    void saysAndCloses(String bytes) {
        plays(visit -> {
            visit.readBody().say(bytes);
            visit.close();
        });
    }

    List<Visit> visits() {
        return List.copyOf(visits);
    }

    Visit last() {
        return visits.get(visits.size() - 1);
    }

    /** How many connections were made to it. */
    int connections() {
        return connections.get();
    }

    /** How many of them are there still. */
    int openConnections() {
        return open.size();
    }

    /** Waits until every script is through, and forgets what came. */
    void forget() {
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10)).until(() -> visits.stream()
                .allMatch(Visit::isOver));
        visits.clear();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        threads.shutdownNow();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                int number = connections.incrementAndGet();
                open.add(socket);
                threads.execute(() -> serve(number, socket));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(int number, Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            for (String head = head(in); head != null; head = head(in)) {
                Visit visit = new Visit(number, head, socket, in);
                visits.add(visit);
                try {
                    script.answer(visit);
                } finally {
                    visit.over = true;
                }
            }
        } catch (IOException broken) {
            // What came until then is kept.
        } finally {
            open.remove(socket);
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int c = in.read();
            if (c < 0) {
                return null;
            }
            head.append((char) c);
        }
        return head.toString();
    }
}
