package io.cresset.core.http;

import io.cresset.api.Time;
import io.cresset.api.http.HttpClient;
import io.cresset.api.http.TlsSettings;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.Optional;

/**
 * The HTTP client on {@link java.net.HttpURLConnection}, which costs 3 MiB of memory where {@code
 * java.net.http} costs 25.
 *
 * <p>Each exchange runs on a virtual thread of its own, for one reason: blocking socket calls of a
 * virtual thread can be interrupted, which closes the socket, whatever they are doing. The caller
 * only waits, by {@link Time}, so that a deadline covers everything from the name's look-up to the
 * answer's last byte, and so that its own interrupt is heard at once.
 *
 * <p>What the JDK's class does by itself, and what is done about it:
 *
 * <ul>
 *   <li>It repeats a POST whose answer does not come, unless {@code sun.net.http.retryPost} says
 *       no. It never does so when the body is streamed with a fixed length, so all bodies are,
 *       whatever the flag says. A GET, which may be repeated, is sent twice at most.
 *   <li>It keeps connections and reuses them, here too. One that the server has closed meanwhile is
 *       noticed before a streamed body is sent on it.
 *   <li>It follows redirects: switched off. A streamed body's 401 and 407 come without their body,
 *       because there the JDK closes the connection early; status and headers are there.
 *   <li>It passes over 1xx answers.
 *   <li>It keeps a thread that reads on in answers whose rest nobody wants, up to 512 KiB and 5 s
 *       each: switched off for the whole program, which has no other client of this class. Such a
 *       connection is closed at once.
 * </ul>
 */
public final class UrlHttpClient implements HttpClient {
  static {
    System.setProperty("http.KeepAlive.remainingData", "0");
  }

  private final Time time;
  private final String userAgent;
  private final Way way;

  /**
   * @param userAgent what the program calls itself, such as {@code Cresset/1.0}
   */
  public UrlHttpClient(Time time, String userAgent) {
    this(time, userAgent, Way.DIRECT);
  }

  private UrlHttpClient(Time time, String userAgent, Way way) {
    this.time = time;
    this.userAgent = userAgent;
    this.way = way;
  }

  @Override
  public HttpClient with(TlsSettings tls, Optional<URI> proxy) {
    return new UrlHttpClient(time, userAgent, Way.of(tls, proxy));
  }

  @Override
  public Response send(Request request) throws IOException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Exchange exchange = new Exchange(request, way, userAgent);
    Thread worker = Thread.ofVirtual().name("http " + exchange.host()).start(exchange);
    try {
      if (!exchange.await(time, request.limit())) {
        throw new SocketTimeoutException(exchange.timedOut());
      }
    } finally {
      exchange.abandon();
      worker.interrupt();
    }
    return exchange.result();
  }
}
