package io.cresset.api.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Puts handlers on the program's one web server. */
public interface HttpRoutes {

  /**
   * Serves GET and HEAD of {@code path} and, if it ends in a slash, of everything below it. Other
   * methods get 405. The longest matching path wins.
   *
   * @throws IllegalStateException if the path is taken
   */
  Registration get(String path, Handler handler);

  /** Takes a route away again. */
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /** Answers one request, on a virtual thread. An exception becomes a 500 and one log line. */
  @FunctionalInterface
  interface Handler {
    Response handle(Request request) throws InterruptedException;
  }

  /**
   * @param path decoded, without the query
   * @param query decoded parameters; the first value of each name
   * @param headers by lower-case name, values in order
   */
  record Request(
      String method, String path, Map<String, String> query, Map<String, List<String>> headers) {
    public Request {
      query = Map.copyOf(query);
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

  /**
   * The server compresses the body if the client accepts gzip and it is worth it.
   *
   * @param headers more of them, such as {@code Retry-After}; what belongs to the body and the
   *     connection is the server's
   */
  record Response(int status, String contentType, byte[] body, Map<String, String> headers) {
    public Response {
      headers = Map.copyOf(headers);
      for (Map.Entry<String, String> header : headers.entrySet()) {
        if (!header.getKey().matches("[A-Za-z0-9-]+")
            || header.getValue().chars().anyMatch(c -> c < ' ' || c > '~')) {
          throw new IllegalArgumentException("not a header: " + header.getKey());
        }
      }
    }

    public Response(int status, String contentType, byte[] body) {
      this(status, contentType, body, Map.of());
    }

    public static Response text(int status, String text) {
      return new Response(
          status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** The same with one header more, or another value of it. */
    public Response with(String header, String value) {
      Map<String, String> more = new TreeMap<>(headers);
      more.put(header, value);
      return new Response(status, contentType, body, more);
    }
  }
}
