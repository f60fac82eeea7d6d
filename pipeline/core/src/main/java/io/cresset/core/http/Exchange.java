package io.cresset.core.http;

import io.cresset.api.Time;
import io.cresset.api.http.HttpClient.Request;
import io.cresset.api.http.HttpClient.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One request and its answer: run by a virtual thread, waited for by the caller. */
final class Exchange implements Runnable {
  static final String CONNECTING = "connecting";
  static final String READING = "reading the answer";
  private static final int WRITE_BYTES = 64 * 1024;
  private static final int READ_BYTES = 8 * 1024;

  private final Request request;
  private final Way way;
  private final String userAgent;
  private final String host;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition over = lock.newCondition();

  private @Nullable Response response;
  private @Nullable IOException failure;

  /** What is being done; ends the sentence "no complete answer within 30 s, while ...". */
  private volatile String phase = CONNECTING;

  /** Set when nobody waits any more; what neither blocks nor ends would not notice an interrupt. */
  private volatile boolean abandoned;

  /** Whether the connection can serve another exchange. */
  private boolean readToTheEnd;

  Exchange(Request request, Way way, String userAgent) {
    this.request = request;
    this.way = way;
    this.userAgent = userAgent;
    this.host = hostAndPort(request.uri());
  }

  /** Host and port as messages name them. */
  String host() {
    return host;
  }

  private static String hostAndPort(URI uri) {
    if (uri.getHost() == null) {
      return "'" + uri + "'";
    }
    int port = uri.getPort();
    if (port < 0) {
      port = "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }
    return uri.getHost() + ":" + port;
  }

  /** Waits for the end. False if the limit passed first. */
  boolean await(Time time, Duration limit) throws InterruptedException {
    long start = time.monotonicNanos();
    lock.lockInterruptibly();
    try {
      while (response == null && failure == null) {
        long left = limit.toNanos() - (time.monotonicNanos() - start);
        if (left <= 0) {
          return false;
        }
        time.await(lock, over, left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** What is being spoken to: until a connection stands, that is the proxy, if there is one. */
  private String reached() {
    return phase.equals(CONNECTING) ? host + way.byProxy() : host;
  }

  void abandon() {
    abandoned = true;
  }

  /** The outcome of an exchange that is over. */
  Response result() throws IOException {
    lock.lock();
    try {
      if (response != null) {
        return response;
      }
      throw failure != null ? failure : new IOException(host + ": still " + phase);
    } finally {
      lock.unlock();
    }
  }

  String timedOut() {
    double seconds = request.limit().toMillis() / 1000.0;
    String shown = String.format(Locale.ROOT, seconds % 1 == 0 ? "%.0f" : "%.3f", seconds);
    return reached() + ": no complete answer within " + shown + " s, while " + phase;
  }

  @Override
  public void run() {
    try {
      end(exchange(), null);
    } catch (IOException | RuntimeException e) {
      boolean https = "https".equalsIgnoreCase(request.uri().getScheme());
      String words = new Causes(phase, https, way.certified()).inWords(e);
      end(null, new IOException(reached() + ": " + words + (https ? way.trouble() : ""), e));
    } catch (StackOverflowError e) {
      // The JDK calls itself for every 1xx answer, and a server may send them without end.
      end(null, new IOException(host + ": nothing but interim answers", e));
    }
  }

  private void end(@Nullable Response answer, @Nullable IOException problem) {
    lock.lock();
    try {
      response = answer;
      failure = problem;
      over.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private Response exchange() throws IOException {
    HttpURLConnection connection = open();
    try {
      send(connection);
      phase = "waiting for the answer";
      int status = connection.getResponseCode();
      if (status < 0) {
        throw new IOException("the answer is not HTTP");
      }
      Map<String, List<String>> headers = headers(connection);
      phase = READING;
      return new Response(status, headers, body(connection, status));
    } finally {
      if (!readToTheEnd) {
        connection.disconnect();
      }
    }
  }

  private HttpURLConnection open() throws IOException {
    HttpURLConnection connection = way.open(request.uri());
    connection.setInstanceFollowRedirects(false);
    connection.setRequestMethod(request.method());
    connection.setRequestProperty("Accept", "*/*");
    request.headers().forEach((name, value) -> header(connection, name, value));
    connection.setRequestProperty("User-Agent", userAgent);
    return connection;
  }

  /** The JDK refuses such a header too, but shows its value, which may be a secret. */
  private static void header(HttpURLConnection connection, String name, String value) {
    if (name.isEmpty() || !name.chars().allMatch(c -> c > ' ' && c < 0x7F && c != ':')) {
      throw new IllegalArgumentException("'" + name + "' is not a header's name");
    }
    if (!value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c <= 0xFF && c != 0x7F))) {
      throw new IllegalArgumentException(
          "the value of header '" + name + "' holds a character that a header cannot hold");
    }
    connection.setRequestProperty(name, value);
  }

  private void send(HttpURLConnection connection) throws IOException {
    byte[] body = request.body();
    if (body.length == 0 && !request.method().equals("POST") && !request.method().equals("PUT")) {
      connection.connect();
      return;
    }
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(body.length);
    try (OutputStream out = connection.getOutputStream()) {
      phase = "sending the request";
      for (int at = 0; at < body.length && !abandoned; at += WRITE_BYTES) {
        out.write(body, at, Math.min(WRITE_BYTES, body.length - at));
      }
    }
  }

  /** By position, because the JDK's map loses the order. Position 0 is the status line. */
  private static Map<String, List<String>> headers(HttpURLConnection connection)
      throws IOException {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    int end = 1;
    for (; connection.getHeaderFieldKey(end) != null; end++) {
      headers
          .computeIfAbsent(connection.getHeaderFieldKey(end), _ -> new ArrayList<>())
          .add(connection.getHeaderField(end));
    }
    if (connection.getHeaderField(end) != null) {
      // To the JDK an answer that ends there is whole, and a status of 200 all that counts.
      throw new IOException("the answer is cut off in its headers");
    }
    return headers;
  }

  private byte[] body(HttpURLConnection connection, int status) throws IOException {
    InputStream in = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
    if (in == null) {
      readToTheEnd = true;
      return new byte[0];
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] part = new byte[READ_BYTES];
    int left = request.maxResponseBytes();
    while (left > 0 && !abandoned) {
      int read = in.read(part, 0, Math.min(left, part.length));
      if (read < 0) {
        // Only a stream that was read to its end gives its connection back to be used again.
        in.close();
        readToTheEnd = true;
        break;
      }
      body.write(part, 0, read);
      left -= read;
    }
    return body.toByteArray();
  }
}
