package io.gatehouse.console.role;

import io.gatehouse.console.Forms;
import io.gatehouse.organization.RoleMapping;
import io.gatehouse.settings.RoleGrants;
import io.gatehouse.settings.RoleGrants.Grant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The roles as they were sent: a row a role, in order, and what is wrong with one stands beside it. */
final class RolesForm {

    /** Beyond what anybody has; a form has room for some 16 KB anyway. */
    static final int MOST_ROLES = 40;

    private static final int LONGEST_VALUE = 1_000;
    private static final String NOBODY = "none";

    /**
     * A role's row.
     *
     * @param values one a line, as they were typed
     * @param problem what is wrong; empty when nothing is
     */
    record Row(String role, String values, String problem) {

        static final Row EMPTY = new Row("", "", "");

        static Row of(Grant grant) {
            return new Row(grant.role(), String.join("\n", grant.values()), "");
        }

        private List<String> list() {
            return Arrays.stream(values.split("\\R"))
                    .map(String::strip)
                    .filter(value -> !value.isEmpty())
                    .distinct()
                    .toList();
        }
    }

    private final List<Row> rows;
    private final String fallback;
    private final String fallbackProblem;

    private RolesForm(List<Row> rows, String fallback, String fallbackProblem) {
        this.rows = rows;
        this.fallback = fallback;
        this.fallbackProblem = fallbackProblem;
    }

    /** What is kept, to be changed. */
    static RolesForm of(RoleGrants grants) {
        return new RolesForm(
                grants.grants().stream().map(Row::of).toList(),
                grants.fallback().orElse(NOBODY),
                "");
    }

    /** What was sent; a row that was moved stands where it was moved to. */
    static RolesForm sent(Forms.Sent sent) {
        List<Row> rows = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < MOST_ROLES; i++) {
            Row row = new Row(sent.field("role-" + i).strip(), sent.field("values-" + i), "");
            if (!row.role().isEmpty() || !row.list().isEmpty()) {
                rows.add(new Row(row.role(), row.values(), problem(row, !seen.add(row.role()))));
            }
        }
        move(rows, sent.field("up"));
        String fallback = sent.field("default").strip();
        return new RolesForm(rows, fallback, problem(fallback));
    }

    /** One step towards the most privileged. */
    private static void move(List<Row> rows, String up) {
        if (up.matches("\\d{1,2}")) {
            int from = Integer.parseInt(up);
            if (from > 0 && from < rows.size()) {
                Collections.swap(rows, from, from - 1);
            }
        }
    }

    private static String problem(Row row, boolean again) {
        if (!RoleMapping.isRole(row.role())) {
            return "“" + row.role() + "” (expected: " + RoleMapping.EXPECTED_ROLE + ")";
        }
        if (again) {
            return row.role() + " stands above already (expected: each role once)";
        }
        if (row.list().isEmpty()) {
            return "no values (expected: at least one, or no role here)";
        }
        return row.list().stream().anyMatch(value -> value.length() > LONGEST_VALUE)
                ? "a value of more than " + LONGEST_VALUE + " characters (expected: the group’s name or id)"
                : "";
    }

    private static String problem(String fallback) {
        if (fallback.equals(RoleMapping.ADMIN)) {
            return "admin (expected: another role; everybody would be admin)";
        }
        return fallback.equals(NOBODY) || RoleMapping.isRole(fallback)
                ? ""
                : "“" + fallback + "” (expected: none, or a role: " + RoleMapping.EXPECTED_ROLE + ")";
    }

    /** Empty when something is wrong; then the rows say what. */
    Optional<RoleGrants> read() {
        boolean wrong = !fallbackProblem.isEmpty()
                || rows.stream().anyMatch(row -> !row.problem().isEmpty());
        return wrong
                ? Optional.empty()
                : Optional.of(new RoleGrants(
                        Optional.of(fallback).filter(role -> !role.equals(NOBODY)),
                        rows.stream()
                                .map(row -> new Grant(row.role(), row.list()))
                                .toList()));
    }

    List<Row> rows() {
        return rows;
    }

    String fallback() {
        return fallback;
    }

    String fallbackProblem() {
        return fallbackProblem;
    }
}
