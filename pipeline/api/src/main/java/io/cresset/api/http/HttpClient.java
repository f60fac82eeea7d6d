package io.cresset.api.http;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Sends one HTTP/1.1 request and reads the whole answer, both within limits. Never redirects. */
public interface HttpClient {

  /**
   * @throws IOException no complete answer: refused, reset, timed out ({@link
   *     java.net.SocketTimeoutException}), or not HTTP. The message names the host
   * @throws InterruptedException if the calling thread was interrupted; the connection is closed
   */
  Response send(Request request) throws IOException, InterruptedException;

  /**
   * A client that goes another way. Does no I/O: files are read when something is sent, again when
   * they change, and one that cannot be used fails what is sent, in words.
   *
   * @param proxy {@code http://host:port} to go through; empty for the JDK's own choice
   */
  HttpClient with(TlsSettings tls, Optional<URI> proxy);

  /**
   * @param headers name to value; {@code Host}, {@code Content-Length} and {@code User-Agent} are
   *     the client's
   * @param body empty for none
   * @param limit from connect to the last byte of the answer
   * @param maxResponseBytes the answer's body is cut there and the connection closed
   */
  record Request(
      String method,
      URI uri,
      Map<String, String> headers,
      byte[] body,
      Duration limit,
      int maxResponseBytes) {
    public Request {
      headers = Map.copyOf(headers);
    }
  }

  /**
   * @param headers by lower-case name, values in order
   */
  record Response(int status, Map<String, List<String>> headers, byte[] body) {
    public Response {
      Map<String, List<String>> lower = new TreeMap<>();
      headers.forEach(
          (name, values) -> lower.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
      headers = Map.copyOf(lower);
    }

    public Optional<String> header(String name) {
      List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
      return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
    }
  }
}
