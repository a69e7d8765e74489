package io.gatehouse.process;

import io.gatehouse.config.GatewaySettings;
import io.gatehouse.config.LiveConfiguration;
import io.gatehouse.login.recheck.RecheckRoom;
import io.gatehouse.session.Session;
import io.gatehouse.session.Sessions;
import io.gatehouse.session.store.SessionStore;
import io.gatehouse.traffic.Traffic;
import io.gatehouse.upstream.open.OpenConnections;
import io.gatehouse.upstream.open.Reviews;
import io.gatehouse.upstream.open.Sweep;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.util.Optional;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Schedulers;

/** How what is open ends: with its session, and with this process. */
@Configuration(proxyBeanMethods = false)
public class Leaving {

    @Bean
    Reviews reviews(
            Sessions sessions,
            LiveConfiguration configuration,
            RecheckRoom recheckRoom,
            GatewaySettings settings,
            Clock clock) {
        return new Reviews(
                sessions,
                configuration,
                (session, organization) ->
                        recheckRoom.remind(session, Session.through(organization, Optional.of(session))),
                settings.nearness().holdOver(),
                clock);
    }

    /** Behind the sessions, which the reviews need: they forget a session first. */
    @Bean
    OpenConnections openConnections(SessionStore store, Reviews reviews) {
        return new OpenConnections(store, reviews);
    }

    @Bean(destroyMethod = "close")
    Sweep sweep(OpenConnections open, Reviews reviews, Sessions sessions) {
        return new Sweep(open, reviews, sessions, Schedulers.parallel());
    }

    /** A role that is gone counts at once. */
    @Bean
    SmartInitializingSingleton reviewsOfChanges(LiveConfiguration configuration, Sweep sweep) {
        return () -> configuration.follow(now -> sweep.soon());
    }

    @Bean
    Stopping stopping(Traffic traffic, OpenConnections open, GatewaySettings settings) {
        return new Stopping(traffic, open, settings.shutdownDelay());
    }

    @Bean
    MeterBinder whatIsOpen(OpenConnections open) {
        return meters -> Gauge.builder("gatehouse.open.connections", open, OpenConnections::count)
                .description("WebSockets, and answers under way whose length was not said")
                .register(meters);
    }
}
