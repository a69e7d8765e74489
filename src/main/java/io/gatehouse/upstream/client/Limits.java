package io.gatehouse.upstream.client;

import java.time.Duration;

/**
 * How long an upstream may take, and how much of us.
 *
 * @param connect for a connection to be made, or to become free
 * @param response for a sizeable part of a request's body, and between two reads of an answer, the first counted from the end
 *     of the request; a stream may pause longer
 * @param idle for which an unused connection is kept; shorter than the upstream keeps it
 * @param connections to one upstream from one event loop; as many requests more may wait for one
 */
public record Limits(Duration connect, Duration response, Duration idle, int connections) {}
