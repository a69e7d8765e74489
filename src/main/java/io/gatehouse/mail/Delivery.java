package io.gatehouse.mail;

/** What became of a mail. */
public enum Delivery {
    /** The mail server has taken it, which is all that a sender learns. */
    SENT,
    /** The mail server does not want this one. */
    REFUSED,
    /** The mail server is not there, not as safe as it has to be, or wants nothing now. */
    AWAY,
    /** Too many wait already. */
    BUSY
}
