import com.sun.net.httpserver.HttpServer;
import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** Takes pushes as Loki does, counts their lines and keeps none. */
final class CountingLoki implements AutoCloseable {
  private final HttpServer server;
  private final AtomicLong count = new AtomicLong();
  private volatile long lastNanos = System.nanoTime();
  private volatile boolean away;

  CountingLoki() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          if (away) {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
            return;
          }
          SnappyJavaDecompressor snappy = new SnappyJavaDecompressor();
          byte[] plain = new byte[snappy.getUncompressedLength(body, 0)];
          int length = snappy.decompress(body, 0, body.length, plain, 0, plain.length);
          count.addAndGet(entries(plain, length));
          lastNanos = System.nanoTime();
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  /** From now on it refuses for the time being, or takes. */
  void away(boolean value) {
    away = value;
  }

  int port() {
    return server.getAddress().getPort();
  }

  long count() {
    return count.get();
  }

  /** When the last push came. */
  long lastNanos() {
    return lastNanos;
  }

  /** Returns when so many lines are there, or nothing has come for three seconds. */
  void awaitQuiet(long wanted) throws InterruptedException {
    long began = System.nanoTime();
    while (count.get() < wanted
        && System.nanoTime() - Math.max(began, lastNanos) < 3_000_000_000L) {
      Thread.sleep(Duration.ofMillis(5));
    }
  }

  /** Returns when so many lines are there, or nothing has come for a minute. */
  void awaitCount(long wanted) throws InterruptedException {
    long began = System.nanoTime();
    while (count.get() < wanted
        && System.nanoTime() - Math.max(began, lastNanos) < 60_000_000_000L) {
      Thread.sleep(Duration.ofMillis(20));
    }
  }

  /** PushRequest{ streams = 1 }, Stream{ labels = 1, entries = 2 }: all fields are length-delimited. */
  private static int entries(byte[] body, int length) {
    int entries = 0;
    int[] at = {0};
    while (at[0] < length) {
      at[0]++; // the tag of a stream
      int end = varint(body, at) + at[0];
      while (at[0] < end) {
        int tag = body[at[0]++];
        if (tag == 0x12) {
          entries++;
        }
        if ((tag & 7) == 0) {
          varint(body, at);
        } else {
          int size = varint(body, at);
          at[0] += size;
        }
      }
    }
    return entries;
  }

  private static int varint(byte[] body, int[] at) {
    int value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = body[at[0]++];
      value |= (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
