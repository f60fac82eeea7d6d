package io.cresset.app.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cresset.api.http.HttpRoutes;
import io.cresset.app.control.ControlRoutes;
import io.cresset.app.control.ControlTable;
import io.cresset.app.control.ControlToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Serves GET and HEAD by {@code jdk.httpserver}, a virtual thread for each request.
 *
 * <p>Limits, all the JDK's own: a request line with its headers of 16 KiB, 100 headers, 10 s to
 * send them, 60 s for handler and answer, 256 connections of which 32 idle. A request's body is not
 * read; up to 16 KiB of it are skipped, beyond that the connection is closed.
 */
public final class WebServer implements HttpRoutes, AutoCloseable {
  private static final int MIN_GZIP_BYTES = 1024;
  private static final int BACKLOG = 64;
  private static final int STOP_SECONDS = 1;

  /** The JDK's server reads these once, when its first class is loaded. */
  private static final Map<String, String> LIMITS =
      Map.of(
          "sun.net.httpserver.maxReqHeaderSize", "16384",
          "sun.net.httpserver.maxReqHeaders", "100",
          "sun.net.httpserver.maxReqTime", "10",
          "sun.net.httpserver.maxRspTime", "60",
          "sun.net.httpserver.timerMillis", "2000",
          "sun.net.httpserver.drainAmount", "16384",
          "sun.net.httpserver.maxIdleConnections", "32",
          "sun.net.httpserver.nodelay", "true",
          "jdk.httpserver.maxConnections", "256");

  private final HttpServer server;
  private final System.Logger logger;
  private final ExecutorService executor =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("web-", 0).factory());
  private final RouteTable routes = new RouteTable();
  private final ControlTable control = new ControlTable();
  private final ControlToken token;
  private final Set<Thread> streams = ConcurrentHashMap.newKeySet();
  private volatile boolean started;

  private WebServer(HttpServer server, ControlToken token, System.Logger logger) {
    this.server = server;
    this.token = token;
    this.logger = logger;
  }

  /**
   * Takes the port, and answers nobody before {@link #start}.
   *
   * @param token without which no {@link #control} route answers
   * @throws IOException if the port cannot be had: busy, not allowed, no such address
   */
  public static WebServer bind(InetSocketAddress address, ControlToken token, System.Logger logger)
      throws IOException {
    LIMITS.forEach(
        (name, value) -> {
          if (System.getProperty(name) == null) {
            System.setProperty(name, value);
          }
        });
    return new WebServer(HttpServer.create(address, BACKLOG), token, logger);
  }

  /** Where it listens; the port is the one that the system chose if 0 was asked for. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  public void start() {
    started = true;
    server.setExecutor(executor);
    server.createContext("/", this::answer);
    server.start();
  }

  @Override
  public Registration get(String path, Handler handler) {
    return routes.add(path, handler);
  }

  /** Routes that answer only who has the token. */
  public ControlRoutes control() {
    return control;
  }

  /** Whether a path has an answer of its own, other than that of {@code /}. */
  public boolean serves(String path) {
    return routes.find(path).isPresent() && !routes.find(path).equals(routes.find("/"));
  }

  /** Lets requests that are being answered finish, for a second at most. */
  @Override
  public void close() {
    streams.forEach(Thread::interrupt);
    server.stop(started ? STOP_SECONDS : 0);
    executor.shutdownNow();
  }

  private void answer(HttpExchange exchange) {
    try (exchange) {
      Map<String, ControlRoutes.Handler> guarded = control.at(exchange.getRequestURI().getPath());
      if (guarded.isEmpty()) {
        send(exchange, respond(exchange));
        return;
      }
      switch (control(exchange, guarded)) {
        case ControlRoutes.Answer.Whole(Response response) -> send(exchange, response);
        case ControlRoutes.Answer.Streamed streamed -> stream(exchange, streamed);
      }
    } catch (IOException | UncheckedIOException e) {
      // The client went away. There is nobody to tell, and nothing of ours is wrong.
      logger.log(Level.DEBUG, "connection lost: {0}", e.getMessage());
    }
  }

  private Response respond(HttpExchange exchange) {
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return notAllowed(exchange, "GET, HEAD");
    }
    Request request;
    try {
      request = request(exchange);
    } catch (IllegalArgumentException e) {
      return Response.text(400, "the query cannot be decoded\n");
    }
    return routes
        .find(request.path())
        .map(handler -> guarded(request, () -> handler.handle(request), answer -> answer))
        .orElseGet(() -> notFound(request));
  }

  private ControlRoutes.Answer control(
      HttpExchange exchange, Map<String, ControlRoutes.Handler> byMethod) {
    if (!token.admits(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()))) {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer realm=\"cresset control\"");
      return ControlRoutes.Answer.text(401, "this needs the control token\n");
    }
    ControlRoutes.Handler handler = byMethod.get(exchange.getRequestMethod());
    if (handler == null) {
      return new ControlRoutes.Answer.Whole(
          notAllowed(exchange, String.join(", ", byMethod.keySet())));
    }
    Request request;
    try {
      request = request(exchange);
    } catch (IllegalArgumentException e) {
      return ControlRoutes.Answer.text(400, "the query cannot be decoded\n");
    }
    return guarded(request, () -> handler.handle(request), ControlRoutes.Answer.Whole::new);
  }

  private static Request request(HttpExchange exchange) {
    return new Request(
        exchange.getRequestMethod(),
        exchange.getRequestURI().getPath(),
        QueryString.parse(exchange.getRequestURI().getRawQuery()),
        exchange.getRequestHeaders());
  }

  private static Response notAllowed(HttpExchange exchange, String methods) {
    exchange.getResponseHeaders().set("Allow", methods);
    return Response.text(405, "this answers only " + methods + "\n");
  }

  static Response notFound(Request request) {
    return Response.text(404, "nothing is at " + request.path() + "; see / for what is served\n");
  }

  /** What a handler may do: answer, be interrupted, or be wrong. */
  @FunctionalInterface
  private interface Handling<T> {
    T answer() throws InterruptedException;
  }

  private <T> T guarded(Request request, Handling<T> handling, Function<Response, T> instead) {
    try {
      return handling.answer();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return instead.apply(Response.text(503, "the program is stopping\n"));
    } catch (RuntimeException | Error e) {
      logger.log(Level.ERROR, "answering " + request.path() + " failed", e);
      return instead.apply(Response.text(500, "answering failed; the program's log says why\n"));
    }
  }

  private void stream(HttpExchange exchange, ControlRoutes.Answer.Streamed streamed)
      throws IOException {
    common(exchange, streamed.contentType());
    exchange.sendResponseHeaders(200, 0);
    streams.add(Thread.currentThread());
    try {
      exchange.getResponseBody().flush();
      streamed.body().writeTo(exchange.getResponseBody());
    } catch (InterruptedException _) {
      // The program stops. The mark is not set again: the end of the answer is still to be written,
      // and that is the last that this thread does.
      logger.log(Level.DEBUG, "a stream ends with the program");
    } catch (RuntimeException | Error e) {
      logger.log(Level.ERROR, "answering " + exchange.getRequestURI().getPath() + " failed", e);
    } finally {
      streams.remove(Thread.currentThread());
    }
  }

  private static Headers common(HttpExchange exchange, String contentType) {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", contentType);
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    return headers;
  }

  private static void send(HttpExchange exchange, Response response) throws IOException {
    Headers headers = common(exchange, response.contentType());
    byte[] body = response.body();
    if (body.length > MIN_GZIP_BYTES) {
      headers.set("Vary", "Accept-Encoding");
      List<String> accepted = exchange.getRequestHeaders().get("Accept-Encoding");
      if (accepted != null && AcceptEncoding.prefersGzip(accepted)) {
        headers.set("Content-Encoding", "gzip");
        body = gzip(body);
      }
    }
    if (exchange.getRequestMethod().equals("HEAD")) {
      headers.set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(response.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(response.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    // Now, because closing first skips the request's body, which may never come.
    exchange.getResponseBody().flush();
  }

  private static byte[] gzip(byte[] body) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 4);
    try (GZIPOutputStream gzip = new FastGzip(out)) {
      gzip.write(body);
    }
    return out.toByteArray();
  }

  /** Level 1: a scrape page shrinks to a tenth with it already, at a third of the time. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(ByteArrayOutputStream out) throws IOException {
      super(out, 8192);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
