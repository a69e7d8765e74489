package io.gatehouse.organization;

/**
 * A person as their identity provider tells them apart; names and addresses change, and are given to others.
 *
 * @param issuer exactly as in the ID token
 * @param subject unique within the issuer
 */
public record PersonId(String issuer, String subject) {}
