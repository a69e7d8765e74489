package io.gatehouse.config.source;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong, and what is only worth knowing, so that all of it is said at once. */
public final class Findings {

    private static final Comparator<ConfigProblem> BY_PLACE = Comparator.comparing(ConfigProblem::file)
            .thenComparing(ConfigProblem::line)
            .thenComparing(ConfigProblem::key);

    private final List<ConfigProblem> problems = new ArrayList<>();
    private final List<ConfigProblem> notes = new ArrayList<>();

    public void problem(ConfigProblem problem) {
        problems.add(problem);
    }

    public void note(ConfigProblem note) {
        notes.add(note);
    }

    public List<ConfigProblem> problems() {
        return problems.stream().sorted(BY_PLACE).toList();
    }

    public List<ConfigProblem> notes() {
        return notes.stream().sorted(BY_PLACE).toList();
    }
}
