package io.gatehouse.bench.spring;

import java.util.List;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.session.data.redis.config.annotation.web.server.EnableRedisWebSession;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * The textbook application: Spring Cloud Gateway, Spring Security's sign-in as Boot sets it up, Spring Session in Redis,
 * and one filter that tells the upstream who asks.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableRedisWebSession
public class PlainApplication {

    public static final String COMMAND = "plain-spring";

    /** Textbooks do not measure; without these it costs less. */
    private static final List<String> LEFT_OUT = List.of(".actuate.", ".micrometer.");

    public static void main(String[] arguments) {
        Applications.run(PlainApplication.class, LEFT_OUT, arguments);
    }

    @Bean
    GlobalFilter identityHeaders() {
        return PlainApplication::withIdentity;
    }

    private static Mono<Void> withIdentity(ServerWebExchange exchange, GatewayFilterChain chain) {
        return exchange.getPrincipal()
                .cast(OAuth2AuthenticationToken.class)
                .map(OAuth2AuthenticationToken::getPrincipal)
                .cast(OidcUser.class)
                .map(person -> named(exchange, person))
                .flatMap(chain::filter);
    }

    private static ServerWebExchange named(ServerWebExchange exchange, OidcUser person) {
        return exchange.mutate()
                .request(request -> request.headers(headers -> {
                    headers.set("X-Forwarded-User", person.getSubject());
                    headers.set("X-Forwarded-Email", person.getEmail());
                }))
                .build();
    }
}
