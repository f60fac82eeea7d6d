package io.cresset.testkit.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server without any manners of its own: what it says on a connection is the test's script. */
public final class RawServer implements AutoCloseable {
  private final ServerSocket listening;
  private final List<Connection> connections = new CopyOnWriteArrayList<>();

  /** What happens on one connection; the socket is closed when it returns. */
  @FunctionalInterface
  public interface Script {
    void run(Connection connection) throws IOException;
  }

  public RawServer(Script script) {
    this(plain(), script);
  }

  /**
   * @param listening bound to the loopback address
   */
  public RawServer(ServerSocket listening, Script script) {
    this.listening = listening;
    Thread.ofVirtual().start(() -> accept(script));
  }

  private static ServerSocket plain() {
    try {
      return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept(Script script) {
    while (!listening.isClosed()) {
      try {
        Connection connection = new Connection(listening.accept());
        connections.add(connection);
        Thread.ofVirtual().start(() -> connection.play(script));
      } catch (IOException e) {
        return;
      }
    }
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/push?x=1");
  }

  public String host() {
    return "127.0.0.1:" + listening.getLocalPort();
  }

  public List<Connection> connections() {
    return connections;
  }

  /** All requests, whatever connection they came on. */
  public List<Received> requests() {
    return connections.stream().flatMap(connection -> connection.requests.stream()).toList();
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (Connection connection : connections) {
        connection.socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param head request line and headers, as they came
   */
  public record Received(String head, byte[] body) {
    /** Method and target, such as {@code POST /push?x=1}. */
    public String path() {
      return head.substring(0, head.indexOf(" HTTP/1."));
    }

    /** By lower-case name; of several of one name the first. */
    public Map<String, String> headers() {
      Map<String, String> headers = new TreeMap<>();
      for (String line : head.strip().split("\r\n", -1)) {
        int colon = line.indexOf(':');
        // The request line has no colon before its first blank.
        if (colon > 0 && line.indexOf(' ') > colon) {
          headers.putIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
      }
      return headers;
    }

    public boolean has(String header) {
      return head.toLowerCase(Locale.ROOT)
          .contains("\r\n" + header.toLowerCase(Locale.ROOT) + "\r\n");
    }
  }

  /** One connection, with what was asked on it so far. */
  public static final class Connection {
    private final Socket socket;
    private final List<Received> requests = new CopyOnWriteArrayList<>();
    private volatile boolean closedByPeer;
    private volatile boolean over;

    private Connection(Socket socket) {
      this.socket = socket;
    }

    public Socket socket() {
      return socket;
    }

    private void play(Script script) {
      try (socket) {
        script.run(this);
      } catch (IOException e) {
        // The client broke off; what it saw is what the test looks at.
        closedByPeer = true;
      } finally {
        over = true;
      }
    }

    public boolean closedByPeer() {
      return closedByPeer;
    }

    public boolean over() {
      return over;
    }

    /** Reads a request's head and the first byte of its body, and no more. */
    public void beginning() throws IOException {
      head(socket.getInputStream());
      if (socket.getInputStream().read() < 0) {
        throw new IOException("closed");
      }
    }

    /** Reads one request with its body by Content-Length. */
    public Received request() throws IOException {
      InputStream in = socket.getInputStream();
      String text = head(in);
      int length = 0;
      for (String line : text.split("\r\n")) {
        if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
          length = Integer.parseInt(line.substring(15).strip());
        }
      }
      Received received = new Received(text, in.readNBytes(length));
      requests.add(received);
      return received;
    }

    /** Waits until the client closes the connection, at most so long; whether it did. */
    public boolean closedWithin(int millis) throws IOException {
      socket.setSoTimeout(millis);
      try {
        untilClosed();
        return true;
      } catch (SocketTimeoutException e) {
        closedByPeer = false;
        return false;
      } finally {
        if (!socket.isClosed()) {
          socket.setSoTimeout(0);
        }
      }
    }

    private static String head(InputStream in) throws IOException {
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        int next = in.read();
        if (next < 0) {
          throw new IOException("closed");
        }
        head.write(next);
      }
      return head.toString(StandardCharsets.ISO_8859_1);
    }

    public void say(String text) throws IOException {
      say(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public void say(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    }

    /** Blocks until the client closes the connection. */
    public void untilClosed() throws IOException {
      try {
        while (socket.getInputStream().read() >= 0) {
          // Whatever it still sends does not matter.
        }
      } finally {
        closedByPeer = true;
      }
    }

    /** Closes so that the client gets a reset. */
    public void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }
}
