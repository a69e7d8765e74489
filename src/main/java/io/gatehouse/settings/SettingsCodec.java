package io.gatehouse.settings;

import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.branding.Accent;
import io.gatehouse.organization.branding.Colour;
import io.gatehouse.organization.branding.Support;
import io.gatehouse.organization.branding.Title;
import io.gatehouse.organization.provider.Issuer;
import io.gatehouse.secret.Secret;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.DeserializationProblemHandler;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdScalarSerializer;

/** Settings as the JSON that is sealed and kept. The only place where their secrets are written out. */
final class SettingsCodec {

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(new Writing<>(Secret.class, Secret::reveal))
                    .addDeserializer(Secret.class, new Reading<>(Secret.class, Secret::of))
                    .addSerializer(new Writing<>(Issuer.class, Issuer::toString))
                    .addDeserializer(Issuer.class, new Reading<>(Issuer.class, Issuer::parse))
                    .addSerializer(new Writing<>(EmailAddress.class, EmailAddress::value))
                    .addDeserializer(EmailAddress.class, new Reading<>(EmailAddress.class, EmailAddress::new)))
            // A replica of the version before must be able to read what a newer one has written.
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            // And a newer one what that has written: what it did not know is no, or as the record says.
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .addHandler(new UnseemlyLook())
            .build();

    private SettingsCodec() {}

    static byte[] encode(Settings settings) {
        return JSON.writeValueAsBytes(settings);
    }

    /** @throws JacksonException for what no version of ours has written */
    static Settings decode(byte[] json) {
        return JSON.readValue(json, Settings.class);
    }

    /** The same for the same sign-on, secrets included; kept only under the seal. */
    static String fingerprint(SignOn signOn) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(JSON.writeValueAsBytes(signOn));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every platform has it
        }
    }

    /** A look that this version would refuse is as if it had not been entered: people could not sign in for a colour. */
    private static final class UnseemlyLook extends DeserializationProblemHandler {

        private static final Set<Class<?>> LOOK = Set.of(Accent.class, Colour.class, Support.class, Title.class);

        @Override
        public @Nullable Object handleInstantiationProblem(
                DeserializationContext context, Class<?> type, @Nullable Object argument, Throwable refused) {
            return LOOK.contains(type) ? null : NOT_HANDLED;
        }
    }

    private static final class Writing<T> extends StdScalarSerializer<T> {

        private final Function<T, String> text;

        Writing(Class<T> type, Function<T, String> text) {
            super(type);
            this.text = text;
        }

        @Override
        public void serialize(T value, JsonGenerator json, SerializationContext context) {
            json.writeString(text.apply(value));
        }
    }

    private static final class Reading<T> extends StdScalarDeserializer<T> {

        private final Function<String, T> value;

        Reading(Class<T> type, Function<String, T> value) {
            super(type);
            this.value = value;
        }

        @Override
        public T deserialize(JsonParser json, DeserializationContext context) {
            return value.apply(json.getString());
        }
    }
}
