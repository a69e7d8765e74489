package io.gatehouse.login.fault;

/** A sign-in that the provider would have let pass and the organization's own settings do not. */
public final class SignInRefused extends RuntimeException implements Diagnosed {

    private static final long serialVersionUID = 1L;

    private final transient Diagnosis diagnosis;

    public SignInRefused(Diagnosis diagnosis) {
        super(diagnosis.said(), null, false, false);
        this.diagnosis = diagnosis;
    }

    @Override
    public Diagnosis diagnosis() {
        return diagnosis;
    }
}
