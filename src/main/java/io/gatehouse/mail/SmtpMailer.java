package io.gatehouse.mail;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Locale;
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
    private final MeterRegistry meters;
    private final Scheduler threads = Schedulers.newBoundedElastic(THREADS, WAITING_FOR_EACH, "mail", 60, true);

    public SmtpMailer(MailServer server, MeterRegistry meters, Clock clock) {
        this.meters = meters;
        this.server = server;
        this.smtp = new Smtp(server, clock);
    }

    @Override
    public Mono<Delivery> send(Mail mail) {
        return Mono.fromCallable(() -> deliver(mail))
                .subscribeOn(threads)
                .onErrorResume(RejectedExecutionException.class, full -> Mono.just(Delivery.BUSY))
                .doOnNext(this::count);
    }

    private void count(Delivery delivery) {
        Counter.builder("gatehouse.mails")
                .description("Mails, by what became of them")
                .tag("outcome", delivery.name().toLowerCase(Locale.ROOT))
                .register(meters)
                .increment();
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

    /** What waits is not sent any more. */
    @Override
    public void close() {
        threads.dispose();
    }
}
