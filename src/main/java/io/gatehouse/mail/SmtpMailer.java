package io.gatehouse.mail;

import java.time.Clock;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Sends mails one after the other on threads of its own: however slow the mail server is, only mails wait for it. */
public final class SmtpMailer implements Mailer, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SmtpMailer.class);

    private static final int THREADS = 2;
    private static final int WAITING_FOR_EACH = 500;

    private final MailServer server;
    private final Smtp smtp;
    private final Scheduler threads = Schedulers.newBoundedElastic(THREADS, WAITING_FOR_EACH, "mail", 60, true);

    public SmtpMailer(MailServer server, Clock clock) {
        this.server = server;
        this.smtp = new Smtp(server, clock);
    }

    @Override
    public Mono<Delivery> send(Mail mail) {
        return Mono.fromCallable(() -> deliver(mail))
                .subscribeOn(threads)
                .onErrorResume(RejectedExecutionException.class, full -> busy());
    }

    private Delivery deliver(Mail mail) {
        try {
            smtp.deliver(mail);
            return Delivery.SENT;
        } catch (MailFailed failure) {
            log.warn("mail: {}: {}", server, failure.getMessage());
            return failure.delivery();
        }
    }

    private Mono<Delivery> busy() {
        log.warn("mail: {}: {} mails wait already (expected: fewer)", server, THREADS * WAITING_FOR_EACH);
        return Mono.just(Delivery.BUSY);
    }

    /** What waits is not sent any more. */
    @Override
    public void close() {
        threads.dispose();
    }
}
