package io.gatehouse.mail;

import java.io.IOException;

/** Why a mail was not sent, in words for the operator's log: never with what the server wrote, which may hold what we sent. */
public final class MailFailed extends IOException {

    private static final long serialVersionUID = 1L;

    private final Delivery delivery;

    MailFailed(Delivery delivery, String why) {
        super(why);
        this.delivery = delivery;
    }

    public Delivery delivery() {
        return delivery;
    }
}
