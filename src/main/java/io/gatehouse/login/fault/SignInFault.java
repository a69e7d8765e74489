package io.gatehouse.login.fault;

/** Ends a sign-in whose provider answered what must not be believed; it knows which fault that is. */
public final class SignInFault extends RuntimeException implements Diagnosed {

    private static final long serialVersionUID = 1L;

    private final transient Diagnosis diagnosis;

    /** @param said what was found and what was expected, nothing secret */
    public SignInFault(Fault fault, String step, String said) {
        this(new Diagnosis(fault, step, said));
    }

    private SignInFault(Diagnosis diagnosis) {
        super(diagnosis.said(), null, false, false);
        this.diagnosis = diagnosis;
    }

    /** In the ID token. */
    public static SignInFault inIdToken(Fault fault, String said) {
        return new SignInFault(fault, IdTokenFailures.STEP, said);
    }

    @Override
    public Diagnosis diagnosis() {
        return diagnosis;
    }
}
