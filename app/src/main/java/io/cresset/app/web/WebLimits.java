package io.cresset.app.web;

import java.time.Duration;

/**
 * What one client may take, so that it keeps nobody else out.
 *
 * @param connections open at one time; a further one takes the place of one that waits for its next
 *     request, else it is told to come again
 * @param headBytes of a request line and its headers
 * @param targetBytes of what a request asks for
 * @param headers of a request
 * @param bodyBytes that a request may announce; none of them is read
 * @param head from a request's first byte (a connection's beginning, for the first one) to its last
 *     header, TLS included
 * @param idle between two requests
 * @param answer from the request to the last byte of its answer, or of each piece of a stream
 */
public record WebLimits(
    int connections,
    int headBytes,
    int targetBytes,
    int headers,
    int bodyBytes,
    Duration head,
    Duration idle,
    Duration answer) {

  public static WebLimits usual() {
    return new WebLimits(
        256,
        16 * 1024,
        8 * 1024,
        100,
        16 * 1024,
        Duration.ofSeconds(10),
        Duration.ofSeconds(60),
        Duration.ofSeconds(60));
  }

  WebLimits patience(Duration head, Duration idle, Duration answer) {
    return new WebLimits(
        connections, headBytes, targetBytes, headers, bodyBytes, head, idle, answer);
  }

  WebLimits connections(int most) {
    return new WebLimits(most, headBytes, targetBytes, headers, bodyBytes, head, idle, answer);
  }
}
