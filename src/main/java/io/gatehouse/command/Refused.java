package io.gatehouse.command;

/** Ends a command with one sentence and its exit code. */
final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private final int exitCode;

    Refused(int exitCode, String sentence) {
        super(sentence, null, false, false);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
