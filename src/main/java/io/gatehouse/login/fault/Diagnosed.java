package io.gatehouse.login.fault;

/** An exception that knows already which fault it is; found wherever in a chain of causes it stands. */
public interface Diagnosed {

    Diagnosis diagnosis();
}
