package io.gatehouse.mail;

import reactor.core.publisher.Mono;

/** Hands mails to whoever delivers them. */
public interface Mailer {

    /** Where there is no mail server. */
    Mailer NONE = mail -> Mono.just(Delivery.AWAY);

    /** Never an error, and nothing is tried twice; why a mail was not sent is in the log. */
    Mono<Delivery> send(Mail mail);
}
