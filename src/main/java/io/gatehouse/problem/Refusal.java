package io.gatehouse.problem;

import io.gatehouse.text.Text;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A refused request: which problem, why (for the operator's log only), and what the answer offers.
 *
 * <p>An exception so that a Reactor chain can end with it anywhere; it has no stack trace, as it is an answer and not a
 * fault.
 */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Problem problem;
    private final transient Map<String, Object> members = new LinkedHashMap<>();
    private final transient Map<Text, String> links = new LinkedHashMap<>();
    private final transient Map<String, String> headers = new LinkedHashMap<>();
    private transient Optional<Text> note = Optional.empty();
    private transient Optional<Reference> reference = Optional.empty();
    private boolean forProgram;

    private Refusal(Problem problem, String cause) {
        super(cause, null, false, false);
        this.problem = problem;
    }

    /** @param cause for the log, {@code where: what was found (expected: …)}; never shown to the client, never a secret */
    public static Refusal of(Problem problem, String cause) {
        return new Refusal(problem, cause);
    }

    /**
     * A member of the problem JSON beside the standard ones, such as {@code login_url}.
     *
     * @param value a text, or a list or map of texts
     */
    public Refusal with(String member, Object value) {
        members.put(member, value);
        return this;
    }

    /** A button on the page; the first is the main one. */
    public Refusal offering(Text label, String address) {
        links.put(label, address);
        return this;
    }

    /** The same in English only, as the settings pages are. */
    public Refusal offering(String label, String address) {
        return offering(Text.asIs(label), address);
    }

    /** A response header, such as {@code Retry-After}. */
    public Refusal withHeader(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** A sentence for the person, in front of the problem's own advice. */
    public Refusal saying(Text sentence) {
        note = Optional.of(sentence);
        return this;
    }

    /** The same in English only. */
    public Refusal saying(String sentence) {
        return saying(Text.asIs(sentence));
    }

    /** Answered as JSON, whatever the request accepts: what it came with, only programs send. */
    public Refusal forProgram() {
        forProgram = true;
        return this;
    }

    boolean isForProgram() {
        return forProgram;
    }

    public Problem problem() {
        return problem;
    }

    /** The number that finds page, log line and activity again; made when it is first asked for. */
    public String reference() {
        Reference made = reference.orElseGet(Reference::next);
        reference = Optional.of(made);
        return made.value();
    }

    /** What the log says. */
    public String cause() {
        return String.valueOf(getMessage());
    }

    Map<String, Object> members() {
        return members;
    }

    Map<Text, String> links() {
        return links;
    }

    Map<String, String> headers() {
        return headers;
    }

    Optional<Text> note() {
        return note;
    }
}
