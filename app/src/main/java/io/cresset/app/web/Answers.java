package io.cresset.app.web;

import io.cresset.api.http.HttpRoutes;
import io.cresset.api.http.HttpRoutes.Request;
import io.cresset.api.http.HttpRoutes.Response;
import io.cresset.app.control.ControlRoutes;
import io.cresset.app.control.ControlRoutes.Answer;
import io.cresset.app.control.ControlTable;
import io.cresset.app.control.ControlToken;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What the server says to a request: who may ask, which handler answers, and what if it fails. */
final class Answers {
  private final Login login;
  private final RouteTable routes;
  private final RouteTable strangers;
  private final ControlTable control;
  private final ControlToken token;
  private final System.Logger logger;

  Answers(
      Login login,
      RouteTable routes,
      RouteTable strangers,
      ControlTable control,
      ControlToken token,
      System.Logger logger) {
    this.login = login;
    this.routes = routes;
    this.strangers = strangers;
    this.control = control;
    this.token = token;
    this.logger = logger;
  }

  /**
   * @param certified whether the client has shown a certificate that is trusted
   */
  Answer to(Request request, boolean certified) {
    Map<String, ControlRoutes.Handler> guarded = control.at(request.path());
    return guarded.isEmpty()
        ? new Answer.Whole(plain(request, certified))
        : guarded(request, guarded);
  }

  private Response plain(Request request, boolean certified) {
    Optional<Response> refusal = login.refusal(request, certified);
    Optional<HttpRoutes.Handler> handler =
        (refusal.isEmpty() ? routes : strangers).find(request.path());
    if (refusal.isPresent() && handler.isEmpty()) {
      return refusal.get();
    }
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      return notAllowed("GET, HEAD");
    }
    return handler
        .map(found -> attempt(request, () -> found.handle(request), answer -> answer))
        .orElseGet(() -> WebServer.notFound(request));
  }

  private Answer guarded(Request request, Map<String, ControlRoutes.Handler> byMethod) {
    if (!token.admits(request.headers().getOrDefault("authorization", List.of()))) {
      return new Answer.Whole(
          Response.text(401, "this needs the control token\n")
              .with("WWW-Authenticate", "Bearer realm=\"cresset control\""));
    }
    ControlRoutes.Handler handler = byMethod.get(request.method());
    return handler == null
        ? new Answer.Whole(notAllowed(String.join(", ", byMethod.keySet())))
        : attempt(request, () -> handler.handle(request), Answer.Whole::new);
  }

  private static Response notAllowed(String methods) {
    return Response.text(405, "this answers only " + methods + "\n").with("Allow", methods);
  }

  /** What a handler may do: answer, be interrupted, or be wrong. */
  @FunctionalInterface
  private interface Handling<T> {
    T answer() throws InterruptedException;
  }

  private <T> T attempt(Request request, Handling<T> handling, Function<Response, T> instead) {
    try {
      return handling.answer();
    } catch (InterruptedException _) {
      // By the end of the program, or of the time that an answer may take. The mark is not set
      // again, because this thread has nothing left but to say so.
      return instead.apply(Response.text(503, "the program is stopping, or this took too long\n"));
    } catch (RuntimeException | Error e) {
      failed(request, e);
      return instead.apply(Response.text(500, "answering failed; the program's log says why\n"));
    }
  }

  /** A handler is wrong. */
  void failed(Request request, Throwable e) {
    logger.log(Level.ERROR, "answering " + request.path() + " failed", e);
  }
}
