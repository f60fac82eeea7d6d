package io.cresset.collectors.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Resource;
import io.cresset.testkit.CaseFolders;
import io.cresset.testkit.FakeTime;
import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Real and hostile lines in, records out. All are received at 2026-01-02T03:04:05Z from 192.0.2.7
 * by a machine in Berlin.
 *
 * <p>{@code lines/}: each line of {@code input.bin} is one datagram; {@code settings.properties}
 * may have a zone by sender, and {@code any_clock} to believe every stamp. {@code stream/}: the
 * file is what one TCP connection sends, with a limit of 1 KiB to a line.
 */
class SyslogCasesTest {
  private static final long RECEIPT = FakeTime.START.getEpochSecond() * 1_000_000_000L;
  private static final int MAX_LINE_BYTES = 1024;

  @TestFactory
  Stream<DynamicTest> lines() {
    return CaseFolders.in("cases/syslog/lines", SyslogCasesTest::eachLine);
  }

  @TestFactory
  Stream<DynamicTest> streams() {
    return CaseFolders.in("cases/syslog/stream", SyslogCasesTest::stream);
  }

  private static final Senders SENDERS = new Senders();

  /** With the settings that the folder has: zones by sender, and how far off clocks may be. */
  private static Clocks clocks(Path folder) throws IOException {
    TestConfig config = new TestConfig("udp://127.0.0.1:0");
    Path file = folder.resolve("settings.properties");
    if (Files.exists(file)) {
      Properties settings = new Properties();
      try (Reader reader = Files.newBufferedReader(file)) {
        settings.load(reader);
      }
      settings.forEach(
          (key, value) -> {
            if (key.equals("any_clock")) {
              config.anyClock();
            } else {
              config.timezone(key.toString(), value.toString());
            }
          });
    }
    return Clocks.of(config.build(), ZoneId.of("Europe/Berlin"));
  }

  private static SyslogParser parser(Clocks clocks) {
    Resource base =
        Resource.of(
            Attributes.builder()
                .put(Resource.HOST_NAME, "collector")
                .put(Resource.JOB, "syslog")
                .build());
    return new SyslogParser(new ResourceCache(base), clocks);
  }

  private static Peer peer(Clocks clocks) throws UnknownHostException {
    return Peer.of(InetAddress.getByName("192.0.2.7"), Peer.UDP, clocks, SENDERS);
  }

  private static String eachLine(Path folder) throws Exception {
    byte[] input = Files.readAllBytes(folder.resolve("input.bin"));
    Clocks clocks = clocks(folder);
    SyslogParser parser = parser(clocks);
    Peer peer = peer(clocks);
    StringBuilder out = new StringBuilder();
    int start = 0;
    for (int i = 0; i < input.length; i++) {
      if (input[i] == '\n') {
        ByteSlice line = ByteSlice.of(input, start, i - start);
        out.append(Rendered.input(line)).append('\n');
        out.append(Rendered.line(parser.parse(line, peer, RECEIPT))).append('\n');
        start = i + 1;
      }
    }
    assertThat(start).as("input.bin ends with a newline").isEqualTo(input.length);
    return out.toString();
  }

  private static String stream(Path folder) throws Exception {
    byte[] input = Files.readAllBytes(folder.resolve("input.bin"));
    String whole = records(input, input.length, clocks(folder));
    for (int size = 1; size < input.length; size += 1 + size / 8) {
      assertThat(records(input, size, clocks(folder)))
          .as("read %d bytes at a time", size)
          .isEqualTo(whole);
    }
    return whole;
  }

  /** What comes out if the bytes arrive this many at a time. */
  private static String records(byte[] input, int size, Clocks clocks) throws UnknownHostException {
    LineReader reader =
        new LineReader(
            new TcpFrames(MAX_LINE_BYTES, new Semaphore(1 << 20)),
            parser(clocks),
            peer(clocks),
            new Counts());
    List<Line> lines = new ArrayList<>();
    for (int at = 0; at < input.length; ) {
      ByteBuffer room = reader.room();
      int count = Math.min(Math.min(size, input.length - at), room.remaining());
      room.put(input, at, count);
      reader.received(count);
      at += count;
      while (reader.next(RECEIPT) instanceof Line line) {
        lines.add(line);
      }
    }
    if (reader.last(RECEIPT) instanceof Line line) {
      lines.add(line);
    }
    StringBuilder out = new StringBuilder();
    lines.forEach(line -> out.append(Rendered.line(line)).append('\n'));
    return out.toString();
  }
}
