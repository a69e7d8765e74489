package example;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.HeaderBearerTokenResolver;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
@RestController
public class Portal {

    public static void main(String[] arguments) {
        SpringApplication.run(Portal.class, arguments);
    }

    @Bean
    BearerTokenResolver assertion() {
        return new HeaderBearerTokenResolver("X-Gatehouse-Jwt-Assertion");
    }

    /** Leave this out where every organization may come. */
    @Bean
    OAuth2TokenValidator<Jwt> organization(@Value("${GATEHOUSE_ORGANIZATION}") String organization) {
        return new JwtClaimValidator<>("org", organization::equals);
    }

    @GetMapping("/**")
    String hello(@AuthenticationPrincipal Jwt person) {
        return "Hello, " + person.getClaimAsString("preferred_username");
    }
}
