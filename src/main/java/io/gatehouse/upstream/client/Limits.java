package io.gatehouse.upstream.client;

import java.time.Duration;

/**
 * How long an upstream may take.
 *
 * @param connect for a connection to be made
 * @param response between two reads of an answer, the first counted from the end of the request; a stream may pause longer
 * @param idle for which an unused connection is kept; shorter than the upstream keeps it
 */
public record Limits(Duration connect, Duration response, Duration idle) {}
