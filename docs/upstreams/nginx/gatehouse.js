// Verifies the signed assertion in nginx itself, with njs 0.7.9 (Debian 12's) or newer.
const ISSUER = 'https://portal.example.com';
const ROUTE = 'developer-portal';
const ORGANIZATION = 'acme'; // '' where every organization may come

// What stands before a point of P-256 in a SubjectPublicKeyInfo (RFC 5480): njs 0.7.9 imports no JWK.
const SPKI = '3059301306072a8648ce3d020106082a8648ce3d03010703420004';

const ES256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

async function verify(r) {
    try {
        const person = await verified(r.headersIn['X-Gatehouse-Jwt-Assertion'] || '');
        r.headersOut['X-User'] = encodeURIComponent(person.sub);
        r.return(204);
    } catch (refused) {
        r.warn('gatehouse: ' + refused.message);
        r.return(401);
    }
}

async function verified(assertion) {
    const part = assertion.split('.');
    const header = parse(part[0]);
    require(part.length === 3 && header.alg === 'ES256', 'no ES256 token');
    const signature = Buffer.from(part[2], 'base64url');
    require(signature.length === 64, 'signature');
    const publicKey = await key(header.kid);
    const holds = await crypto.subtle.verify(ES256, publicKey, signature, part[0] + '.' + part[1]);
    require(holds, 'signature');
    const claims = parse(part[1]);
    require(claims.iss === ISSUER, 'iss');
    require(claims.aud === ROUTE, 'aud');
    require(claims.exp > Date.now() / 1000, 'exp');
    require(!ORGANIZATION || claims.org === ORGANIZATION, 'org');
    return claims;
}

// nginx's own cache keeps the key set, see nginx.conf.
async function key(kid) {
    const answer = await ngx.fetch('http://127.0.0.1:8082/jwks.json');
    require(answer.ok, 'no key set');
    const set = await answer.json();
    const jwk = set.keys.find((k) => k.kid === kid && k.kty === 'EC' && k.crv === 'P-256');
    require(jwk, 'kid');
    const spki = Buffer.concat([
        Buffer.from(SPKI, 'hex'), Buffer.from(jwk.x, 'base64url'), Buffer.from(jwk.y, 'base64url')]);
    return crypto.subtle.importKey('spki', spki, ES256, false, ['verify']);
}

function parse(base64url) {
    return JSON.parse(Buffer.from(base64url || '', 'base64url').toString());
}

function require(holds, what) {
    if (!holds) {
        throw new Error(what);
    }
}

export default { verify };
