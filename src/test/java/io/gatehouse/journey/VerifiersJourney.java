package io.gatehouse.journey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The programs of docs/upstreams behind the gateway: each believes our assertions, and no others. */
@Tag("once")
class VerifiersJourney {

    private static final String HEADER = "X-Gatehouse-Jwt-Assertion";

    @TempDir
    static Path config;

    @TempDir
    static Path secrets;

    private static final Set<String> GOOD = Set.of("ours", "made here");
    private static final List<Verifier> VERIFIERS = new ArrayList<>();
    private static final Map<String, Map<String, Integer>> TABLE = new TreeMap<>();

    private static ECKey ours;
    private static World world;
    private static HttpBrowser alice;
    private static HttpBrowser mona;
    private static JWTClaimsSet claims;

    @BeforeAll
    static void start() throws Exception {
        // A key of ours that the test knows, too: what has expired must have been signed with it.
        ours = new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
        Path key = Files.writeString(secrets.resolve("assertion-1.jwk"), ours.toJSONString());
        List<Verifier.Recipe> recipes =
                Verifier.ALL.stream().filter(VerifiersJourney::canBeBuilt).toList();
        Map<Verifier.Recipe, Integer> ports = new LinkedHashMap<>();
        StringBuilder routes = new StringBuilder();
        for (Verifier.Recipe recipe : recipes) {
            ports.put(recipe, RedisServer.freePort());
            routes.append("""
                      %1$s:
                        path: /{organization}/%1$s/**
                        upstream: http://127.0.0.1:%2$d
                        strip-prefix: true
                    """.formatted(recipe.folder(), ports.get(recipe)));
        }
        world = World.with(routes.toString(), config, "--gateway.assertion-keys=file:" + key);
        // Side by side, for most of it is waiting for registries.
        VERIFIERS.addAll(ports.entrySet().parallelStream()
                .map(entry -> Verifier.start(
                        entry.getKey(), entry.getValue(), world.gateway.uri(), "acme", world.upstream.uri()))
                .toList());
        VERIFIERS.forEach(Verifier::awaitStart);
        alice = new HttpBrowser();
        world.signIn(alice, "/acme/portal/", "alice");
        claims = SignedJWT.parse(world.upstream.last().header(HEADER).get(0)).getJWTClaimsSet();
        mona = new HttpBrowser();
        world.signIn(mona, "/globex/portal/", "mona");
    }

    /** Debian's Go and Node are too old for their libraries of today, so that .ci/run cannot bring them. */
    private static boolean canBeBuilt(Verifier.Recipe recipe) {
        boolean can = recipe.canBeBuilt();
        if (!can) {
            String missing = recipe.folder() + ": not all of " + recipe.tools() + " is installed";
            boolean mayBeMissing = Set.of("go", "node").contains(recipe.folder());
            assertThat("true".equals(System.getenv("CI")) && !mayBeMissing)
                    .as(missing)
                    .isFalse();
            System.out.println("verifiers: SKIPPED " + missing);
        }
        return can;
    }

    @AfterAll
    static void stop() {
        print();
        VERIFIERS.forEach(Verifier::close);
        world.close();
    }

    static List<Verifier> verifiers() {
        return VERIFIERS;
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("verifiers")
    void believesOursAndNoOther(Verifier verifier) throws Exception {
        Map<String, Integer> answers = new LinkedHashMap<>();
        answers.put(
                "ours", alice.get(world.url("/acme/" + verifier.name() + "/")).status());
        answers.put(
                "ours for globex",
                mona.get(world.url("/globex/" + verifier.name() + "/")).status());
        made(verifier.name())
                .forEach((what, assertion) -> answers.put(
                        what,
                        new HttpBrowser()
                                .send(verifier.uri() + "/", request -> request.header(HEADER, assertion))
                                .status()));
        TABLE.put(verifier.name(), answers);

        assertThat(answers).as(verifier::said).allSatisfy((what, status) -> assertThat(status)
                .as(what)
                .isIn(GOOD.contains(what) ? Set.of(200) : Set.of(401, 403)));
    }

    static List<Verifier> proxies() {
        return VERIFIERS.stream()
                .filter(verifier -> Set.of("nginx", "envoy").contains(verifier.name()))
                .toList();
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("proxies")
    void tellsItsApplicationWhoWasVerifiedAndNotWhatAClientSays(Verifier proxy) throws Exception {
        String assertion = made(proxy.name()).get("made here");

        new HttpBrowser().send(proxy.uri() + "/", request -> request.header(HEADER, assertion)
                .header("X-User", "acme:admin")
                .header("x-user", "acme:admin"));

        assertThat(world.upstream.last().header("X-User"))
                .hasSize(1)
                .first()
                .asString()
                .satisfies(user -> assertThat(URLDecoder.decode(user, UTF_8)).isEqualTo(claims.getSubject()));
    }

    /** A good one, and what differs from it in one thing each. */
    private static Map<String, String> made(String route) throws Exception {
        JWTClaimsSet good = new JWTClaimsSet.Builder(claims).audience(route).build();
        ECKey foreign = new ECKeyGenerator(Curve.P_256).generate();
        Map<String, String> made = new LinkedHashMap<>();
        made.put("made here", signed(good, ours.getKeyID(), new ECDSASigner(ours)));
        made.put("none at all", "");
        made.put("wrong audience", signed(claims, ours.getKeyID(), new ECDSASigner(ours)));
        made.put("expired", signed(expired(good), ours.getKeyID(), new ECDSASigner(ours)));
        made.put(
                "other issuer",
                signed(with(good).issuer("https://evil.example").build(), ours.getKeyID(), new ECDSASigner(ours)));
        made.put("foreign key, kid ours", signed(good, ours.getKeyID(), new ECDSASigner(foreign)));
        made.put("foreign key, kid its own", signed(good, "foreign", new ECDSASigner(foreign)));
        made.put("alg none", new PlainJWT(good).serialize());
        made.put("HS256 with the public key", hmac(good));
        made.put("payload altered", altered(good));
        return made;
    }

    private static JWTClaimsSet expired(JWTClaimsSet good) {
        Instant now = Instant.now();
        return with(good)
                .issueTime(Date.from(now.minusSeconds(260)))
                .expirationTime(Date.from(now.minusSeconds(200)))
                .build();
    }

    private static JWTClaimsSet.Builder with(JWTClaimsSet good) {
        return new JWTClaimsSet.Builder(good);
    }

    private static String signed(JWTClaimsSet claims, String kid, JWSSigner signer) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(kid).build(), claims);
        token.sign(signer);
        return token.serialize();
    }

    /** The classic confusion: everybody knows the public key, and a verifier may take it for a shared secret. */
    private static String hmac(JWTClaimsSet good) throws Exception {
        byte[] secret =
                MessageDigest.getInstance("SHA-256").digest(ours.toECPublicKey().getEncoded());
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(ours.getKeyID()).build(), good);
        token.sign(new MACSigner(secret));
        return token.serialize();
    }

    private static String altered(JWTClaimsSet good) throws JOSEException {
        String[] part = signed(good, ours.getKeyID(), new ECDSASigner(ours)).split("\\.");
        JWTClaimsSet other = with(good).subject("acme:somebody-else").build();
        return part[0] + "." + Base64URL.encode(other.toString()) + "." + part[2];
    }

    private static void print() {
        TABLE.values().stream()
                .flatMap(answers -> answers.keySet().stream())
                .distinct()
                .forEach(what -> System.out.println(String.format("verifiers: %-26s", what)
                        + TABLE.entrySet().stream()
                                .map(row -> String.format(
                                        "  %s %d", row.getKey(), row.getValue().get(what)))
                                .collect(Collectors.joining())));
    }
}
