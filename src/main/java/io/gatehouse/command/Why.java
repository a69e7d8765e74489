package io.gatehouse.command;

import io.gatehouse.audit.OneLine;
import io.gatehouse.login.fault.Fault;
import io.gatehouse.organization.provider.Issuer;
import io.gatehouse.problem.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code ./gateway why}: from what a person reads out to you, to what happened and who mends what. */
public final class Why {

    private static final String EXPECTED =
            "GH-NNNN, or the reference beside it, such as 7f3c-91aa, with --log FILE or the"
                    + " log as input; or the whole line of the page";

    private static final Pattern REFERENCE = Pattern.compile("\\p{XDigit}{4}-\\p{XDigit}{4}");

    /** A code, typed in a hurry or copied with what stands behind it on the page: the reference and the time. */
    private static final Pattern CODE =
            Pattern.compile("(?i)(?:GH-)?(\\d{4})(?:[^\\p{Alnum}]+(" + REFERENCE + ")(?:[^-\\p{Alnum}].*)?)?");

    /** Ends the command with one sentence. */
    private static final class Unanswered extends Exception {

        private static final long serialVersionUID = 1L;

        Unanswered(String sentence) {
            super(sentence, null, false, false);
        }
    }

    private final PrintStream out;

    private Why(PrintStream out) {
        this.out = out;
    }

    /**
     * @param arguments what follows {@code why}: {@code CODE}, {@code REFERENCE [--log FILE]}, or the line of the page with
     *     both, {@code CODE · REFERENCE · TIME [--log FILE]}, in one argument or many
     * @param in where log lines come from without {@code --log}
     * @return the exit code: 0, 1 for what is not known, 2 for a wrong command line
     */
    public static int run(String[] arguments, InputStream in, PrintStream out) {
        Arguments given;
        try {
            given = Arguments.parse(arguments, Set.of(), Set.of("log"));
        } catch (IllegalArgumentException unknown) {
            out.println("why: " + unknown.getMessage());
            return 2;
        }
        String asked = String.join(" ", given.words()).strip();
        boolean understood = given.words().size() == 1 || CODE.matcher(asked).matches();
        if (!understood) {
            out.println("why: " + OneLine.of(asked) + " (expected: " + EXPECTED + ")");
            return 2;
        }
        try {
            new Why(out).answer(asked, given.option("log"), in);
            return 0;
        } catch (Unanswered unanswered) {
            out.println("why: " + unanswered.getMessage());
            return 1;
        }
    }

    private void answer(String asked, Optional<String> log, InputStream in) throws Unanswered {
        Matcher code = CODE.matcher(asked);
        if (REFERENCE.matcher(asked).matches()) {
            explainLine(asked.toLowerCase(Locale.ROOT), log, in);
        } else if (code.matches() && code.group(2) != null && log.isPresent()) {
            explainLine(code.group(2).toLowerCase(Locale.ROOT), log, in);
        } else if (code.matches()) {
            explain(problem("GH-" + code.group(1)));
        } else {
            throw new Unanswered(OneLine.of(asked) + " (expected: " + EXPECTED + ")");
        }
    }

    private static Problem problem(String code) throws Unanswered {
        return Arrays.stream(Problem.values())
                .filter(problem -> problem.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new Unanswered(code + ": no such code (expected: one of docs/problems.md)"));
    }

    private void explainLine(String reference, Optional<String> log, InputStream in) throws Unanswered {
        String where = log.orElse("standard input");
        Pattern wanted = Pattern.compile("(GH-\\d{4}) \\d{3} reference=" + reference + "\\b");
        try (BufferedReader lines = reader(log, in)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher found = wanted.matcher(line);
                if (found.find()) {
                    out.println(OneLine.of(line));
                    out.println();
                    explain(problem(found.group(1)));
                    return;
                }
            }
        } catch (IOException unreadable) {
            throw new Unanswered(where + ": cannot be read (expected: the gateway's log)");
        }
        throw new Unanswered(reference + ": not in " + where + " (expected: the log of the replica and the day that"
                + " refused, which the page says too)");
    }

    private static BufferedReader reader(Optional<String> log, InputStream in) throws IOException {
        InputStream bytes = log.isPresent() ? Files.newInputStream(Path.of(log.get())) : in;
        return new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8));
    }

    private void explain(Problem problem) {
        out.println(problem.code() + ", status " + problem.status());
        out.println();
        out.println("The person reads:");
        out.println("  " + problem.title());
        out.println("  " + problem.advice());
        out.println();
        Fault.of(problem).ifPresent(this::explain);
        out.println("The operator looks for:");
        out.println("  " + operators(problem));
    }

    private void explain(Fault fault) {
        out.println("The organization's admin mends: " + fault.field());
        out.println("  " + fault.mend());
        for (Issuer.Provider provider : Issuer.Provider.values()) {
            String words = fault.mend(provider);
            if (!words.equals(fault.mend())) {
                out.println("  " + provider.title() + ": " + words);
            }
        }
        out.println();
    }

    /** The last column of the table in docs/problems.md, which is on the class path: one text for both. */
    private static String operators(Problem problem) {
        String row = "| " + problem.code() + " |";
        return table().lines()
                .filter(line -> line.startsWith(row))
                .map(line -> line.split("\\|")[4].strip().replace("`", ""))
                .map(cell -> cell.replaceAll("\\[([^]]+)]\\(([^)]+)\\)", "$1 (docs/$2)"))
                .findFirst()
                .orElse("docs/problems.md");
    }

    private static String table() {
        try (InputStream page = Objects.requireNonNull(Why.class.getResourceAsStream("/problems.md"), "problems.md")) {
            return new String(page.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            return "";
        }
    }
}
