import com.sun.net.httpserver.HttpServer;
import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** Takes pushes as Loki does, or OTLP below {@code /otlp}, counts their lines and keeps none. */
final class CountingLoki implements AutoCloseable {
  /** PushRequest.streams, StreamAdapter.entries. */
  private static final int[] PUSH_PATH = {1, 2};

  /** ExportLogsServiceRequest.resource_logs, ResourceLogs.scope_logs, ScopeLogs.log_records. */
  private static final int[] OTLP_PATH = {1, 2, 2};

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
          if (exchange.getRequestURI().getPath().endsWith("/v1/logs")) {
            count.addAndGet(records(body, 0, body.length, OTLP_PATH));
            lastNanos = System.nanoTime();
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
          } else {
            SnappyJavaDecompressor snappy = new SnappyJavaDecompressor();
            byte[] plain = new byte[snappy.getUncompressedLength(body, 0)];
            int length = snappy.decompress(body, 0, body.length, plain, 0, plain.length);
            count.addAndGet(records(plain, 0, length, PUSH_PATH));
            lastNanos = System.nanoTime();
            exchange.sendResponseHeaders(204, -1);
          }
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

  /** How many messages there are at the end of a path of fields; what else there is is passed over. */
  private static int records(byte[] body, int from, int end, int[] path) {
    int found = 0;
    int[] at = {from};
    while (at[0] < end) {
      int tag = varint(body, at);
      switch (tag & 7) {
        case 0 -> varint(body, at);
        case 1 -> at[0] += 8;
        case 5 -> at[0] += 4;
        default -> {
          int size = varint(body, at);
          if (tag >>> 3 == path[0]) {
            found +=
                path.length == 1
                    ? 1
                    : records(
                        body, at[0], at[0] + size, Arrays.copyOfRange(path, 1, path.length));
          }
          at[0] += size;
        }
      }
    }
    return found;
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
