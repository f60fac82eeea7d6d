package io.cresset.app.web;

import io.cresset.api.Time;
import io.cresset.api.http.HttpRoutes;
import io.cresset.app.control.ControlRoutes;
import io.cresset.app.control.ControlTable;
import io.cresset.app.control.ControlToken;
import io.cresset.core.http.ServerTls;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Serves GET and HEAD over HTTP/1.1, a virtual thread for each connection, within {@link
 * WebLimits}. A request's body is never read.
 *
 * <p>Not {@code jdk.httpserver}: over TLS, a client that does not take its answer stops the one
 * thread that keeps all of that server's time limits, and every connection costs a name look-up.
 */
public final class WebServer implements HttpRoutes, AutoCloseable {
  private static final int BACKLOG = 128;
  private static final Duration STOP_LIMIT = Duration.ofSeconds(1);
  private static final long ACCEPT_PAUSE_NANOS = 100_000_000L;

  private static final byte[] FULL =
      """
      HTTP/1.1 503 Service Unavailable\r
      Retry-After: 1\r
      Content-Length: 0\r
      Connection: close\r
      \r
      """
          .getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket server;
  private final WebSettings settings;
  private final Time time;
  private final System.Logger logger;
  private final RouteTable routes = new RouteTable();
  private final RouteTable strangers = new RouteTable();
  private final ControlTable control = new ControlTable();
  private final Answers answers;
  private final OpenConnections connections;
  private volatile @Nullable Thread accepting;
  private volatile boolean closed;

  private WebServer(
      ServerSocket server,
      WebSettings settings,
      ControlToken token,
      Time time,
      System.Logger logger) {
    this.server = server;
    this.settings = settings;
    this.time = time;
    this.logger = logger;
    this.answers = new Answers(settings.login(), routes, strangers, control, token, logger);
    this.connections = new OpenConnections(settings.limits(), time);
  }

  /**
   * Takes the port, and answers nobody before {@link #start}.
   *
   * @param token without which no {@link #control} route answers
   * @throws IOException if the port cannot be had: busy, not allowed, no such address
   */
  public static WebServer bind(
      WebSettings settings, ControlToken token, Time time, System.Logger logger)
      throws IOException {
    ServerSocket server = new ServerSocket();
    try {
      server.bind(settings.address(), BACKLOG);
      return new WebServer(server, settings, token, time, logger);
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  /** Where it listens; the port is the one that the system chose if 0 was asked for. */
  public InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  /** {@code http} or {@code https}. */
  public String scheme() {
    return settings.scheme();
  }

  /** SHA-256 of the certificate that it shows; empty without TLS. */
  public Optional<String> fingerprint() {
    return settings.tls().map(ServerTls::fingerprint);
  }

  /** Tells of another certificate, by its SHA-256, before a client sees it. */
  public void whenRenewed(Consumer<String> action) {
    settings.tls().ifPresent(tls -> tls.whenRenewed(() -> action.accept(tls.fingerprint())));
  }

  public void start() {
    Thread _ = Thread.ofVirtual().name("web-limits").start(connections);
    accepting = Thread.ofVirtual().name("web-accept").start(this::accept);
  }

  private void accept() {
    while (!closed) {
      try {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        Connection connection =
            new Connection(socket, settings, time, answers, connections, logger);
        if (connections.admit(connection)) {
          Thread _ = Thread.ofVirtual().name("web").start(connection);
        } else {
          turnAway(socket);
        }
      } catch (IOException e) {
        if (!closed && !pause(e)) {
          return;
        }
      }
    }
  }

  /** So few bytes fit into a new connection's buffer always: nobody can make this wait. */
  private static void turnAway(Socket socket) throws IOException {
    try (socket) {
      socket.getOutputStream().write(FULL);
    }
  }

  /** Of files that may be open at one time there are none left, or something as passing. */
  private boolean pause(IOException e) {
    logger.log(Level.WARNING, "a connection could not be taken: {0}", e.getMessage());
    try {
      time.sleep(ACCEPT_PAUSE_NANOS);
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public Registration get(String path, Handler handler) {
    return routes.add(path, handler);
  }

  /**
   * What a path answers to who has not logged in, in place of telling them to. Without a login
   * asked for there are no strangers.
   */
  public Registration toStrangers(String path, Handler handler) {
    return strangers.add(path, handler);
  }

  /** Routes that answer only who has the token. */
  public ControlRoutes control() {
    return control;
  }

  /** Whether a path has an answer of its own, other than that of {@code /}. */
  public boolean serves(String path) {
    return routes.find(path).isPresent() && !routes.find(path).equals(routes.find("/"));
  }

  static Response notFound(Request request) {
    return Response.text(404, "nothing is at " + request.path() + "; see / for what is served\n");
  }

  /** How many connections are open. */
  int connections() {
    return connections.count();
  }

  /** Lets requests that are being answered finish, for a second at most. */
  @Override
  public void close() {
    closed = true;
    try {
      server.close();
    } catch (IOException e) {
      logger.log(Level.DEBUG, "closing the web port: {0}", e.getMessage());
    }
    connections.close(STOP_LIMIT);
    Thread last = accepting;
    try {
      // The port is let go of by whoever waits at it.
      if (last != null && !last.join(STOP_LIMIT)) {
        logger.log(Level.WARNING, "the web port is not let go of yet");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
