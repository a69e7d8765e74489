package io.gatehouse.audit;

/** Takes down what happens in an organization, to be looked at by its admins. */
public interface Journal {

    /** Never waits and never fails: a request is under way. */
    void write(String organization, Entry entry);

    /** Keeps nothing: what happens stands in the log alone. */
    static Journal none() {
        return (organization, entry) -> {};
    }
}
