import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends a seeded corpus of varied lines, 160 to 250 bytes each, from three hosts and ten programs,
 * with times that go on by a microsecond a line, as a device's do.
 */
final class SyslogSender {
  private static final int CORPUS = 4096;
  private static final String[] WORDS = {
    "accepted", "connection", "from", "session", "opened", "for", "user", "timeout", "retrying",
    "interface", "eth0", "link", "state", "changed", "lease", "renewed", "disk", "temperature",
    "threshold", "warning", "request", "completed", "in", "ms", "status", "cache", "miss", "queue"
  };

  private final String transport;
  private final int port;
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final byte[][] lines = new byte[CORPUS][];
  private final int[] stampAt = new int[CORPUS];
  private Instant second = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private byte[] stamp = stamp(second);
  private int micros;

  SyslogSender(String transport, int port) {
    this.transport = transport;
    this.port = port;
    Random random = new Random(42);
    for (int i = 0; i < CORPUS; i++) {
      String line = line(random);
      lines[i] = line.getBytes(StandardCharsets.UTF_8);
      stampAt[i] = line.indexOf(' ') + 1;
    }
  }

  private static byte[] stamp(Instant time) {
    return STAMP.format(time).getBytes(StandardCharsets.UTF_8);
  }

  /** A line of the corpus with the next time. */
  private byte[] next(int number) {
    if (++micros == 1_000_000) {
      micros = 0;
      second = second.plusSeconds(1);
      stamp = stamp(second);
    }
    for (int i = stamp.length - 2, left = micros; i > stamp.length - 8; i--, left /= 10) {
      stamp[i] = (byte) ('0' + left % 10);
    }
    byte[] line = lines[number % CORPUS];
    System.arraycopy(stamp, 0, line, stampAt[number % CORPUS], stamp.length);
    return line;
  }

  private static String line(Random random) {
    StringBuilder text = new StringBuilder();
    int length = 160 + random.nextInt(90);
    text.append('<').append(random.nextInt(192)).append(">1 ").append(STAMP.format(Instant.EPOCH));
    text.append(" host-").append(random.nextInt(3)).append(" app-").append(random.nextInt(10));
    text.append(' ').append(1000 + random.nextInt(9000)).append(" ID").append(random.nextInt(50));
    text.append(" - ");
    while (text.length() < length - 1) {
      text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
    }
    return text.substring(0, length - 1) + "\n";
  }

  void send(int count, int perSecond) throws IOException {
    if (transport.equals("tcp")) {
      sendTcp(count);
    } else {
      sendUdp(count, perSecond);
    }
  }

  private void sendTcp(int count) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      OutputStream out = socket.getOutputStream();
      byte[] buffer = new byte[256 * 1024];
      int used = 0;
      for (int i = 0; i < count; i++) {
        byte[] line = next(i);
        if (used + line.length > buffer.length) {
          out.write(buffer, 0, used);
          used = 0;
        }
        System.arraycopy(line, 0, buffer, used, line.length);
        used += line.length;
      }
      out.write(buffer, 0, used);
    }
  }

  private void sendUdp(int count, int perSecond) throws IOException {
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      long start = System.nanoTime();
      for (int i = 0; i < count; i++) {
        byte[] line = next(i);
        channel.write(ByteBuffer.wrap(line, 0, line.length - 1));
        if (perSecond > 0 && i % 100 == 0) {
          long due = start + (long) (i * 1e9 / perSecond);
          while (System.nanoTime() < due) {
            LockSupport.parkNanos(due - System.nanoTime());
          }
        }
      }
    }
  }
}
