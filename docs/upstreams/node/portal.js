import { createServer } from 'node:http';
import { createRemoteJWKSet, jwtVerify } from 'jose';

const setting = (name) => process.env[name] || process.exit(console.error(`${name} is not set`) ?? 1);
const issuer = setting('GATEHOUSE_URL');
const audience = setting('GATEHOUSE_ROUTE');
const organization = setting('GATEHOUSE_ORGANIZATION');

const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', issuer), { cacheMaxAge: 300_000 });

async function person(request) {
  const assertion = request.headers['x-gatehouse-jwt-assertion'] ?? '';
  const { payload } = await jwtVerify(assertion, keys, {
    algorithms: ['ES256'], issuer, audience, requiredClaims: ['exp', 'sub'],
  });
  if (payload.org !== organization) throw new Error(`org: ${payload.org}`); // leave this out where every organization may come
  return payload;
}

createServer(async (request, response) => {
  try {
    response.end(`Hello, ${(await person(request)).preferred_username}`);
  } catch (refused) {
    console.warn(refused.message);
    response.writeHead(401).end();
  }
}).listen(process.env.PORT ?? 3000);
