package io.gatehouse.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.route.header.FoldedNames;
import io.gatehouse.route.header.Preset;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.cloud.gateway.filter.headers.HttpHeadersFilter;
import org.springframework.cloud.gateway.filter.headers.RemoveHopByHopHeadersFilter;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

class ClientHeadersTests {

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "X-Forwarded-User",
                "x-forwarded-user",
                "X_Forwarded_User",
                "x-forwarded_user",
                "X.Forwarded.User",
                "X-FORWARDED-ROLES",
                "X-Forwarded-Anything",
                "x_forwarded_for",
                "X-forwarded_HOST",
                "Forwarded",
                "X-Gatehouse-Jwt-Assertion",
                "x_gatehouse_jwt_assertion",
                "X-Auth-Request-Email",
                "Remote-User",
                "REMOTE_USER",
                "X-Remote-User",
                "X-Real-IP",
                "X-Original-URL",
                "X_Original_URI",
                "X-Rewrite-URL",
                "X-Auth-User",
                "Proxy", // httpoxy
                "Content_Length",
                "transfer_encoding",
                "Transfer.Encoding"
            })
    @Proves({"SEC-20", "SEC-21"})
    void aClientCannotSendItsOwnIdentityHeaders(String name) {
        HttpHeaders headers = new HttpHeaders();
        headers.add(name, "root");
        headers.add(name, "admin");

        ClientHeaders.clean(headers, FoldedNames.NONE);

        assertThat(headers.headerNames()).isEmpty();
    }

    @Test
    void everyNameOfAPresetIsNoClientsWhetherSomeRouteWritesItOrNot() {
        assertThat(Stream.of(Preset.values()).flatMap(preset -> preset.headers().keySet().stream()))
                .hasSizeGreaterThan(12)
                .allMatch(ClientHeaders::isLookAlike);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"X-Department", "x-department", "X_DEPARTMENT", "x.department", "X-department!"})
    @Proves({"SEC-20", "SEC-21"})
    void aNameThatARouteWritesIsNoClientsInAnySpelling(String name) {
        FoldedNames ours = FoldedNames.of(List.of("X-Department", "X-Department-"));
        HttpHeaders chain = new HttpHeaders();
        chain.add(name, "root");
        DefaultHttpHeaders arrived = new DefaultHttpHeaders();
        arrived.add(name, "root");
        arrived.add("X-Departments", "all");
        DefaultHttpHeaders forwarded = new DefaultHttpHeaders();

        ClientHeaders.clean(chain, ours);
        ClientHeaders.copy(arrived, forwarded, ours);

        assertThat(chain.headerNames()).isEmpty();
        assertThat(forwarded.names()).containsExactly("X-Departments");
    }

    @Test
    void leavesEverythingElse() {
        HttpHeaders headers = new HttpHeaders();
        headers.add("Accept", "text/html");
        headers.add("X-Portal", "catalog");
        headers.add("Authorization", "Bearer x");
        headers.add("Content-Length", "1");
        headers.add("Content-Type", "text/plain");

        ClientHeaders.clean(headers, FoldedNames.NONE);

        assertThat(headers.headerNames())
                .containsExactlyInAnyOrder("Accept", "X-Portal", "Authorization", "Content-Length", "Content-Type");
    }

    /** The attack first: what we would lose to {@code Connection} if identity were added before the stock filter. */
    @Test
    @Proves("SEC-22")
    void theStockFilterDeletesWhatConnectionNames() {
        HttpHeaders request = new HttpHeaders();
        request.add("Connection", "close, X-Forwarded-User");
        request.add("X-Forwarded-User", "acme:alice");
        MockServerWebExchange exchange =
                MockServerWebExchange.from(MockServerHttpRequest.get("/").headers(request));

        HttpHeaders sent = HttpHeadersFilter.filterRequest(List.of(new RemoveHopByHopHeadersFilter()), exchange);

        assertThat(sent.headerNames()).doesNotContain("X-Forwarded-User");
    }

    @Test
    @Proves("SEC-22")
    void connectionCannotNameWhatIsAddedLater() {
        HttpHeaders headers = new HttpHeaders();
        headers.add("Connection", "close, X-Forwarded-User");
        headers.add("Connection", "x-portal, Upgrade");
        headers.add("X-Portal", "from the client");

        ClientHeaders.clean(headers, FoldedNames.NONE);

        assertThat(headers.get("Connection")).containsExactly("close, upgrade");
        assertThat(headers.headerNames()).doesNotContain("X-Portal");
    }

    /** Found by fuzzing: readers that split at commas, and take off what stands around a name. */
    @ParameterizedTest
    @ValueSource(strings = {"a=1,\u001dgatehouse-acme=x", "a=1, gatehouse-acme =x", "a=\"1 gatehouse-acme\t=x"})
    @Proves("SEC-59")
    void noReaderFindsOurCookieInAnothersValue(String cookie) {
        HttpHeaders headers = new HttpHeaders();
        headers.add("Cookie", cookie + "; b=2");

        ClientHeaders.clean(headers, FoldedNames.NONE);

        assertThat(headers.get("Cookie")).containsExactly("b=2");
    }

    @Test
    @Proves("SEC-59")
    void noUpstreamSeesOurCookies() {
        HttpHeaders headers = new HttpHeaders();
        headers.add("Cookie", "a=1; gatehouse-acme=secret; b=2");
        headers.add(
                "Cookie", "__Host-gatehouse-globex=secret;__HOST-GATEHOUSE-x=y; __Secure-gatehouse-login-x=y;c=3=4");

        ClientHeaders.clean(headers, FoldedNames.NONE);

        assertThat(headers.get("Cookie")).containsExactly("a=1; b=2; c=3=4");
    }

    @Test
    void nothingIsLeftOfACookieHeaderThatHeldOnlyOurs() {
        HttpHeaders headers = new HttpHeaders();
        headers.add("Cookie", "gatehouse-acme=secret;; =;gatehouse-login-x");

        ClientHeaders.clean(headers, FoldedNames.NONE);

        assertThat(headers.get("Cookie")).containsExactly("=");
    }
}
