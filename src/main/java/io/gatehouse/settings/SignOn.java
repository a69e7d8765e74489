package io.gatehouse.settings;

import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.provider.IdentityProvider;

/**
 * How an organization signs in, as its admin entered it. All of it is literal: nothing is ever expanded.
 *
 * @param groups the claim that roles are read from
 */
public record SignOn(IdentityProvider identityProvider, ClaimPath groups) {}
