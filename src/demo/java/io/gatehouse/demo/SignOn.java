package io.gatehouse.demo;

import java.time.Instant;

/** Someone is signed in at the identity provider, in one browser, since then. */
record SignOn(String sid, DemoUser user, Instant at) {}
