package io.gatehouse.assertion;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import io.gatehouse.secret.Secret;
import java.text.ParseException;
import java.util.List;

/** Signing keys that the operator makes and rotates ({@code gateway.assertion-keys}): the first signs, all are published. */
public final class GivenKeys {

    private static final String EXPECTED =
            " (expected: an EC key of P-256, as openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 makes it, or"
                    + " as a JWK with its d)";

    private final List<ECKey> firstSigns;

    private GivenKeys(List<ECKey> firstSigns) {
        this.firstSigns = firstSigns;
    }

    /**
     * @param written at least one key, each as PEM (PKCS #8) or as a JWK (RFC 7517)
     * @throws IllegalArgumentException naming what was found, never the key
     */
    public static GivenKeys of(List<Secret> written) {
        List<ECKey> keys = written.stream().map(GivenKeys::parse).toList();
        long different = keys.stream().map(ECKey::getKeyID).distinct().count();
        if (different < keys.size()) {
            throw new IllegalArgumentException("one kid twice (expected: another one for each key)");
        }
        return new GivenKeys(keys);
    }

    KeyRing ring() {
        return KeyRing.given(firstSigns);
    }

    private static ECKey parse(Secret written) {
        String text = written.reveal().strip();
        try {
            ECKey key = text.startsWith("{") ? JWK.parse(text).toECKey() : PemKey.parse(text);
            return ready(key);
        } catch (ParseException | ClassCastException noKey) {
            throw new IllegalArgumentException("a JWK that is no EC key" + EXPECTED);
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException(refused.getMessage() + EXPECTED);
        }
    }

    /** With nothing of what else a JWK may say, and a kid in any case. */
    private static ECKey ready(ECKey key) throws JOSEException {
        if (!Curve.P_256.equals(key.getCurve())) {
            throw new IllegalArgumentException("another curve");
        }
        if (!key.isPrivate()) {
            throw new IllegalArgumentException("a public key only");
        }
        ECKey.Builder ready = new ECKey.Builder(Curve.P_256, key.getX(), key.getY())
                .d(key.getD())
                .algorithm(JWSAlgorithm.ES256)
                .keyUse(KeyUse.SIGNATURE);
        ECKey whole = (key.getKeyID() == null ? ready.keyIDFromThumbprint() : ready.keyID(key.getKeyID())).build();
        if (!verifiesWhatItSigns(whole)) {
            throw new IllegalArgumentException("a public part that is another key's");
        }
        return whole;
    }

    private static boolean verifiesWhatItSigns(ECKey key) throws JOSEException {
        JWSHeader header = new JWSHeader(JWSAlgorithm.ES256);
        byte[] text = {1};
        return new ECDSAVerifier(key.toPublicJWK()).verify(header, text, new ECDSASigner(key).sign(header, text));
    }
}
