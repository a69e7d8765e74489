package io.gatehouse.journey;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** One connection of a client that says the bytes it is told to, and knows a whole answer from half a one. */
final class RawClient implements AutoCloseable {

    private static final int PATIENCE = 10_000;

    /**
     * What came.
     *
     * @param whole false when the connection ended before the answer did
     */
    record Answer(String head, byte[] body, boolean whole) {

        int status() {
            return head.isEmpty() ? 0 : Integer.parseInt(head.split(" ")[1]);
        }

        String text() {
            return new String(body, ISO_8859_1);
        }

        /** A header's values in the order they came, whatever the case of its name. */
        List<String> header(String name) {
            return head.lines()
                    .skip(1)
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .toList();
        }

        @Override
        public String toString() {
            return head + text().substring(0, Math.min(body.length, 300)) + (whole ? "" : " … broken off");
        }
    }

    private final Socket socket;
    private final InputStream in;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        socket.setSoTimeout(PATIENCE);
    }

    static RawClient to(int port) {
        return to(port, 0);
    }

    /** @param receiveBuffer what the system keeps of an answer that is not read; 0 for as much as it likes */
    static RawClient to(int port, int receiveBuffer) {
        try {
            Socket socket = new Socket();
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return new RawClient(socket);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    RawClient send(String bytes) {
        return send(bytes.getBytes(ISO_8859_1));
    }

    RawClient send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Says that nothing more comes, which the gateway takes for leaving. */
    RawClient end() {
        try {
            socket.shutdownOutput();
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** How long this one waits from now on for what may never come. */
    RawClient patient(Duration patience) {
        try {
            socket.setSoTimeout((int) patience.toMillis());
            return this;
        } catch (SocketException gone) {
            return this;
        }
    }

    /** The next final answer; interim ones are passed over. */
    Answer answer() {
        return answer(false);
    }

    Answer answerToHead() {
        return answer(true);
    }

    /** The next answer's head, whichever it is. */
    String head() {
        StringBuilder head = new StringBuilder();
        try {
            while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
                head.append((char) next());
            }
        } catch (SocketTimeoutException silent) {
            throw new UncheckedIOException(silent);
        } catch (IOException broken) {
            return "";
        }
        return head.toString();
    }

    /** The next so many bytes of a body. */
    String read(int bytes) {
        try {
            return new String(in.readNBytes(bytes), ISO_8859_1);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The rest, framing and all, until the connection ends. */
    String readAll() {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        try {
            in.transferTo(rest);
        } catch (SocketTimeoutException silent) {
            throw new UncheckedIOException(silent);
        } catch (IOException broken) {
            // A reset is an end.
        }
        return rest.toString(ISO_8859_1);
    }

    /** Whether the gateway has ended the connection, and said nothing before; waits for it. */
    boolean isClosed() {
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /** Leaves as a phone does that loses its network: with a reset. */
    void abort() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Answer answer(boolean toHead) {
        String head = head();
        while (head.matches("(?s)HTTP/1.1 1(?!01).*")) {
            head = head();
        }
        Answer bare = new Answer(head, new byte[0], !head.isEmpty());
        if (head.isEmpty() || toHead || List.of(101, 204, 304).contains(bare.status())) {
            return bare;
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean whole = true;
        try {
            readBody(bare, body);
        } catch (SocketTimeoutException silent) {
            throw new UncheckedIOException(silent);
        } catch (IOException broken) {
            whole = false;
        }
        return new Answer(head, body.toByteArray(), whole);
    }

    private void readBody(Answer answer, ByteArrayOutputStream body) throws IOException {
        if (!answer.header("Transfer-Encoding").isEmpty()) {
            for (int size = chunkSize(); size > 0; size = chunkSize()) {
                copy(size, body);
                line();
            }
            line();
        } else if (!answer.header("Content-Length").isEmpty()) {
            copy(Integer.parseInt(answer.header("Content-Length").get(0)), body);
        } else {
            in.transferTo(body);
        }
    }

    private void copy(int bytes, ByteArrayOutputStream body) throws IOException {
        byte[] buffer = new byte[Math.min(bytes, 1 << 16)];
        for (int left = bytes; left > 0; ) {
            int n = in.read(buffer, 0, Math.min(buffer.length, left));
            if (n < 0) {
                throw new EOFException();
            }
            body.write(buffer, 0, n);
            left -= n;
        }
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.length() < 2 || line.charAt(line.length() - 1) != '\n') {
            line.append((char) next());
        }
        return line.toString().strip();
    }

    private int next() throws IOException {
        int c = in.read();
        if (c < 0) {
            throw new EOFException();
        }
        return c;
    }
}
