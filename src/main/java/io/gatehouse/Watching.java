package io.gatehouse;

import io.gatehouse.audit.Audit;
import io.gatehouse.config.LiveConfiguration;
import io.gatehouse.login.BrokenSignIns;
import io.gatehouse.login.client.Nearness;
import io.gatehouse.login.client.SecretReminders;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Schedulers;

/** What organizations' admins must mend: noticed, logged, and counted but never by organization. */
@Configuration(proxyBeanMethods = false)
class Watching {

    @Bean(destroyMethod = "close")
    SecretReminders secretReminders(Clock clock) {
        return new SecretReminders(clock, Schedulers.parallel());
    }

    @Bean
    BrokenSignIns brokenSignIns(Audit audit, Clock clock) {
        return new BrokenSignIns(audit, clock);
    }

    /** Once everything is made: sign-ins, and so the configuration's own pages, need what follows the configuration. */
    @Bean
    SmartInitializingSingleton followers(
            LiveConfiguration configuration, SecretReminders reminders, BrokenSignIns broken, Relays relays) {
        return () -> configuration.follow(now -> {
            relays.follow(now);
            reminders.follow(now.organizations());
            broken.follow(now.organizations());
        });
    }

    @Bean
    MeterBinder brokenOrganizations(BrokenSignIns broken) {
        return meters -> Gauge.builder("gatehouse.organizations.broken", broken, BrokenSignIns::count)
                .description("Organizations whose people cannot sign in until an admin mends it")
                .register(meters);
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
