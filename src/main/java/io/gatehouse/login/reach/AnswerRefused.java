package io.gatehouse.login.reach;

import io.gatehouse.login.fault.Diagnosed;
import io.gatehouse.login.fault.Diagnosis;

/** An identity provider's answer that is not read: a redirect, too large, too slow, or not what it should be. */
public final class AnswerRefused extends RuntimeException implements Diagnosed {

    private static final long serialVersionUID = 1L;

    private final transient Diagnosis diagnosis;

    AnswerRefused(Diagnosis diagnosis) {
        super(diagnosis.said(), null, false, false);
        this.diagnosis = diagnosis;
    }

    @Override
    public Diagnosis diagnosis() {
        return diagnosis;
    }
}
