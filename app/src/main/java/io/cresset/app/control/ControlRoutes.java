package io.cresset.app.control;

import io.cresset.api.http.HttpRoutes;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Puts handlers behind the token. Paths are matched whole; by custom they begin with {@code /-/}.
 */
public interface ControlRoutes {

  /**
   * @throws IllegalStateException if that method of the path is taken
   */
  HttpRoutes.Registration get(String path, Handler handler);

  /**
   * A request's body is not read; what is asked for stands in the query.
   *
   * @throws IllegalStateException if that method of the path is taken
   */
  HttpRoutes.Registration post(String path, Handler handler);

  /** Answers one request, on a virtual thread. An exception becomes a 500 and one log line. */
  @FunctionalInterface
  interface Handler {
    Answer handle(HttpRoutes.Request request) throws InterruptedException;
  }

  /** What goes back. */
  sealed interface Answer {

    record Whole(HttpRoutes.Response response) implements Answer {}

    /**
     * An answer that goes on until the body returns, the client leaves or the program stops. What
     * was flushed is sent at once; a client that takes nothing for a minute is cut off.
     */
    record Streamed(String contentType, Body body) implements Answer {}

    static Answer text(int status, String text) {
      return new Whole(HttpRoutes.Response.text(status, text));
    }

    static Answer json(int status, String json) {
      return new Whole(
          new HttpRoutes.Response(
              status, "application/json", json.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
  }

  /** Writes a streamed answer. */
  @FunctionalInterface
  interface Body {

    /**
     * That a client left shows only when something is written to it, so a body writes something (an
     * empty line) every 10 seconds or so even if it has nothing to say.
     *
     * @throws IOException from {@code out}: the client left, which is nobody's mistake
     * @throws InterruptedException the program stops
     */
    void writeTo(OutputStream out) throws IOException, InterruptedException;
  }
}
