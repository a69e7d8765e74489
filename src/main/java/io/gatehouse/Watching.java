package io.gatehouse;

import io.gatehouse.config.LiveConfiguration;
import io.gatehouse.login.client.Nearness;
import io.gatehouse.login.client.SecretReminders;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Schedulers;

/** What organizations' admins must mend: noticed, logged, and counted but never by organization. */
@Configuration(proxyBeanMethods = false)
class Watching {

    @Bean(destroyMethod = "close")
    SecretReminders secretReminders(LiveConfiguration configuration, Clock clock) {
        SecretReminders reminders = new SecretReminders(clock, Schedulers.parallel());
        configuration.follow(now -> reminders.follow(now.organizations()));
        return reminders;
    }

    @Bean
    MeterBinder expiringSecrets(SecretReminders reminders) {
        return meters -> {
            for (Nearness nearness : Nearness.values()) {
                Gauge.builder("gatehouse.client.secrets.expiring", reminders, found -> found.count(nearness))
                        .description("Organizations whose client secret expires, each where it is nearest")
                        .tag("within", nearness.label())
                        .register(meters);
            }
        };
    }
}
