package io.gatehouse.login.fault;

/** Ends a sign-in whose provider answered what must not be believed, or somebody the organization does not want; it knows which fault that is. */
public final class SignInRefused extends RuntimeException implements Diagnosed {

    private static final long serialVersionUID = 1L;

    private final transient Diagnosis diagnosis;

    /** @param said what was found and what was expected, nothing secret */
    public SignInRefused(Fault fault, String step, String said) {
        this(new Diagnosis(fault, step, said));
    }

    public SignInRefused(Diagnosis diagnosis) {
        super(diagnosis.said(), null, false, false);
        this.diagnosis = diagnosis;
    }

    /** In the ID token. */
    public static SignInRefused inIdToken(Fault fault, String said) {
        return new SignInRefused(fault, IdTokenFailures.STEP, said);
    }

    @Override
    public Diagnosis diagnosis() {
        return diagnosis;
    }
}
