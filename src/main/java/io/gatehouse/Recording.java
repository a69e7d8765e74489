package io.gatehouse;

import io.gatehouse.audit.Audit;
import io.gatehouse.audit.store.Activity;
import io.gatehouse.audit.store.ActivityStore;
import io.gatehouse.audit.store.MemoryActivityStore;
import io.gatehouse.audit.store.QueuedJournal;
import io.gatehouse.audit.store.RedisActivityStore;
import io.gatehouse.config.GatewaySettings;
import io.gatehouse.process.LastEntries;
import io.gatehouse.secret.SecretKeys;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** What is written down of what happened, and where it is kept. */
@Configuration(proxyBeanMethods = false)
class Recording {

    /** However many are to be kept: in this process they cost memory, and end with it. */
    private static final int MOST_IN_MEMORY = 1_000;

    @Bean
    ActivityStore activityStore(GatewaySettings settings, LettuceConnectionFactory redis, Clock clock) {
        return switch (settings.store()) {
            case MEMORY -> new MemoryActivityStore(Math.min(settings.activityKept(), MOST_IN_MEMORY), clock);
            case REDIS -> new RedisActivityStore(redis, settings.activityKept(), clock);
        };
    }

    @Bean
    QueuedJournal journal(ActivityStore store, SecretKeys keys, MeterRegistry meters, Clock clock) {
        return new QueuedJournal(store, keys, meters, clock);
    }

    @Bean
    Audit audit(Clock clock, QueuedJournal journal) {
        return new Audit(clock, journal);
    }

    @Bean
    Activity activity(ActivityStore store, SecretKeys keys, Clock clock) {
        return new Activity(store, keys, clock);
    }

    @Bean
    LastEntries lastEntries(QueuedJournal journal) {
        return new LastEntries(journal);
    }
}
