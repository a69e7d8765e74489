import logging
from os import environ
from wsgiref.simple_server import make_server

import jwt

ISSUER = environ["GATEHOUSE_URL"]
AUDIENCE = environ["GATEHOUSE_ROUTE"]
ORGANIZATION = environ["GATEHOUSE_ORGANIZATION"]

keys = jwt.PyJWKClient(ISSUER + "/.well-known/jwks.json", lifespan=300)


def person(assertion):
    key = keys.get_signing_key_from_jwt(assertion)
    claims = jwt.decode(assertion, key, algorithms=["ES256"], issuer=ISSUER, audience=AUDIENCE,
                        options={"require": ["exp", "iss", "aud", "sub"]})
    if claims.get("org") != ORGANIZATION:  # leave this out where every organization may come
        raise jwt.InvalidTokenError("another organization")
    return claims


def portal(environment, start_response):
    try:
        claims = person(environment.get("HTTP_X_GATEHOUSE_JWT_ASSERTION", ""))
    except jwt.PyJWTError as refused:
        logging.warning("refused: %s", refused)
        start_response("401 Unauthorized", [])
        return []
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return [("Hello, " + claims["preferred_username"]).encode()]


if __name__ == "__main__":
    make_server("127.0.0.1", int(environ.get("PORT", "8000")), portal).serve_forever()
