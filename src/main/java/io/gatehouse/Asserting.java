package io.gatehouse;

import io.gatehouse.assertion.AssertionKeys;
import io.gatehouse.assertion.Assertions;
import io.gatehouse.assertion.KeptKeys;
import io.gatehouse.assertion.store.FileKeyStore;
import io.gatehouse.assertion.store.KeyStore;
import io.gatehouse.assertion.store.MemoryKeyStore;
import io.gatehouse.assertion.store.RedisKeyStore;
import io.gatehouse.config.GatewaySettings;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.secret.DataDirectory;
import io.gatehouse.secret.PrivateDirectory;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.upstream.IdentityHeaders;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** What upstreams are told of people, and with which keys it is signed. */
@Configuration(proxyBeanMethods = false)
class Asserting {

    @Bean
    KeyStore assertionKeyStore(GatewaySettings settings, LettuceConnectionFactory redis, DataDirectory data) {
        return switch (settings.store()) {
            case REDIS -> new RedisKeyStore(redis);
            case MEMORY -> data.directory().map(Asserting::inFile).orElseGet(MemoryKeyStore::new);
        };
    }

    private static KeyStore inFile(PrivateDirectory directory) {
        return new FileKeyStore(directory);
    }

    @Bean(destroyMethod = "close")
    AssertionKeys assertionKeys(KeyStore store, SecretKeys keys, GatewaySettings settings, Clock clock) {
        return settings.assertionKeys()
                .map(given -> AssertionKeys.given(given, clock))
                .orElseGet(() ->
                        AssertionKeys.kept(new KeptKeys(store, keys, settings.assertionKeyLifetime(), clock), clock));
    }

    @Bean
    Assertions assertions(AssertionKeys keys, PublicUrl publicUrl, Clock clock) {
        return new Assertions(keys, publicUrl, clock);
    }

    @Bean
    IdentityHeaders identityHeaders(Assertions assertions) {
        return new IdentityHeaders(assertions);
    }
}
