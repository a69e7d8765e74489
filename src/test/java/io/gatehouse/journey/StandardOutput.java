package io.gatehouse.journey;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What this process prints, kept beside being printed. */
final class StandardOutput implements AutoCloseable {

    private final PrintStream real = System.out;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    private StandardOutput() {
        System.setOut(new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        real.write(b);
                        kept.write(b);
                    }

                    @Override
                    public void write(byte[] bytes, int from, int length) {
                        real.write(bytes, from, length);
                        kept.write(bytes, from, length);
                    }
                },
                true,
                StandardCharsets.UTF_8));
    }

    static StandardOutput capture() {
        return new StandardOutput();
    }

    String text() {
        return kept.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        System.setOut(real);
    }
}
