package io.gatehouse.login.provider;

import io.gatehouse.login.fault.Diagnosed;
import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.login.fault.Fault;
import io.gatehouse.login.reach.Step;

/** An identity provider that does not answer, or not as the organization's provider must; the message says which. */
public final class DiscoveryFailed extends RuntimeException implements Diagnosed {

    private static final long serialVersionUID = 1L;

    private final transient Diagnosis diagnosis;

    DiscoveryFailed(Fault fault, String sentence) {
        this(new Diagnosis(fault, Step.DISCOVERY.title(), sentence));
    }

    DiscoveryFailed(Diagnosis diagnosis) {
        super(diagnosis.said(), null, false, false);
        this.diagnosis = diagnosis;
    }

    @Override
    public Diagnosis diagnosis() {
        return diagnosis;
    }

    /** One sentence: {@code address: found (expected: …)}. */
    public String sentence() {
        return diagnosis.said();
    }
}
