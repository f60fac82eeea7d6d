package io.cresset.collectors.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.api.model.Value;
import io.cresset.testkit.FakeTime;
import io.cresset.testkit.FuzzRounds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The cases' lines, mutated: nothing is thrown, no byte is lost, and no input takes long. */
class SyslogFuzzTest {
  private static final long RECEIPT = FakeTime.START.getEpochSecond() * 1_000_000_000L;

  private static final long YEAR_NANOS = 365 * 86_400_000_000_000L;
  private static final int PLENTY = 1 << 20;

  private static final String MARK = "\u00ef\u00bb\u00bf";
  private static final String STAMP =
      "(?:[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?"
          + "|\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d"
          + "(?:[.,]\\d{1,9})?(?:Z|[+-]\\d\\d:?\\d\\d)?)";
  private static final Clocks CLOCKS =
      Clocks.of(new TestConfig("udp://127.0.0.1:0").anyClock().build(), ZoneOffset.UTC);

  private static final MutatedLines MUTATED = mutated();

  private final SyslogParser parser = parser(CLOCKS);

  private static MutatedLines mutated() {
    try {
      return new MutatedLines();
    } catch (IOException | URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static SyslogParser parser(Clocks clocks) {
    Resource base = Resource.of(Attributes.of(Resource.HOST_NAME, "collector"));
    return new SyslogParser(new ResourceCache(base), clocks);
  }

  private static Clocks clocks(TestConfig config, String zone) {
    return Clocks.of(config.build(), ZoneId.of(zone));
  }

  private static Peer peer(Clocks clocks) {
    return Peer.of(InetAddress.ofLiteral("192.0.2.7"), Peer.UDP, clocks, new Senders());
  }

  @Test
  void everyByteOfALineIsInItsBodyOrInAField() {
    AtomicLong read = new AtomicLong();
    long rounds =
        FuzzRounds.run(
            "lines",
            60_000,
            dice -> {
              byte[] bytes = MUTATED.line(dice);
              if (bytes.length > 0) {
                Line line = parser.parse(ByteSlice.of(bytes.clone()), peer(CLOCKS), RECEIPT);
                read.addAndGet(check(bytes, line) ? 1 : 0);
              }
            });
    if (rounds > 1000) {
      assertThat(read.get()).as("lines that were read").isBetween(rounds / 5, rounds);
    }
  }

  /** What a parser keeps of earlier lines only makes it faster: in any zone, at any time. */
  @Test
  void aLineMeansTheSameWhateverCameBefore() {
    Clocks[] clocks = {
      CLOCKS,
      clocks(new TestConfig("udp://127.0.0.1:0").anyClock(), "Europe/Berlin"),
      clocks(
          new TestConfig("udp://127.0.0.1:0").timezone("cellar", "Asia/Tokyo"),
          "Australia/Lord_Howe"),
      clocks(new TestConfig("udp://127.0.0.1:0").timezone("192.0.2.7", "America/New_York"), "UTC")
    };
    SyslogParser[] parsers =
        Arrays.stream(clocks).map(SyslogFuzzTest::parser).toArray(SyslogParser[]::new);
    FuzzRounds.run(
        "lines, clocks and zones",
        20_000,
        dice -> {
          byte[] bytes = MUTATED.line(dice);
          int which = dice.nextInt(clocks.length);
          // Near the cases' own time, or anywhere from 1970 to 2261.
          long receipt =
              dice.nextBoolean()
                  ? RECEIPT + dice.nextLong(3 * YEAR_NANOS)
                  : 1 + dice.nextLong(291 * YEAR_NANOS);
          Peer peer = peer(clocks[which]);
          Line line = parsers[which].parse(ByteSlice.of(bytes), peer, receipt);
          Line alone = parser(clocks[which]).parse(ByteSlice.of(bytes), peer, receipt);
          assertThat(Rendered.line(line)).isEqualTo(Rendered.line(alone));
          assertThat(line.record().timeUnixNanos()).isPositive();
          assertThat(line.record().observedUnixNanos()).isEqualTo(receipt);
        });
  }

  /** Whether the line was read. */
  private static boolean check(byte[] bytes, Line line) {
    LogRecord record = line.record();
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    String body = latin1(record.body());
    assertThat(record.timeUnixNanos()).as(text).isPositive();
    if (record.attributes().get(SyslogParser.PARSE_ERROR).isPresent()) {
      assertThat(body).isEqualTo(text);
      return false;
    }
    assertThat(text).endsWith(body);
    String header = text.substring(0, text.length() - body.length());
    if (record.attributes().get(SyslogParser.VERSION).isPresent()) {
      check5424(header.replaceFirst("^(?:" + MARK + ")?(?:<\\d{1,3}> *)?", ""), line);
    } else {
      check3164(header, line);
    }
    return true;
  }

  /** Whatever stands before the body is a part of a header, and the record has what it says. */
  private static void check3164(String header, Line line) {
    String relayStamp = attribute(line, SyslogParser.RELAY_TIMESTAMP);
    String relay = attribute(line, SyslogParser.RELAY_HOST);
    String host = "(?:" + Pattern.quote(host(line)) + " )";
    StringBuilder form = new StringBuilder("(?:" + MARK + ")?(?:<\\d{1,3}> *)?");
    if (!relayStamp.isEmpty()) {
      form.append(Pattern.quote(relayStamp + " "));
      form.append(relay.isEmpty() ? host + "?" : Pattern.quote(relay + " "));
    }
    form.append(STAMP).append(" ?").append(host).append("{0,2}");
    String app = resource(line, Resource.SERVICE_NAME);
    String pid = attribute(line, SyslogParser.PROCID);
    if (!app.isEmpty()) {
      form.append(Pattern.quote(app));
      form.append(pid.isEmpty() ? "(?:\\[\\])?" : Pattern.quote("[" + pid + "]"));
      form.append(":? ?");
    }
    assertThat(header).matches(form + "(?:" + MARK + ")?");
    assertThat(header + "192.0.2.7").contains(host(line));
  }

  private static String host(Line line) {
    return resource(line, Resource.HOST_NAME);
  }

  private static void check5424(String header, Line line) {
    String[] fields = header.split(" ", 7);
    assertThat(fields).as(header).hasSize(7);
    assertThat(fields[2]).isEqualTo(host(line).equals("192.0.2.7") ? fields[2] : host(line));
    assertThat(fields[3]).isEqualTo(orNil(resource(line, Resource.SERVICE_NAME)));
    assertThat(fields[4]).isEqualTo(orNil(attribute(line, SyslogParser.PROCID)));
    assertThat(fields[5]).isEqualTo(orNil(attribute(line, SyslogParser.MSGID)));
    String data = fields[6];
    line.record()
        .attributes()
        .forEach(
            (key, value) -> {
              if (key.startsWith(StructuredData.KEY + ".")) {
                values(value).forEach(each -> assertContains(data, each));
              }
            });
  }

  private static List<Value> values(Value value) {
    return value instanceof Value.Items items ? items.values() : List.of(value);
  }

  /** The value stands in the data once the escapes of both are gone. */
  private static void assertContains(String data, Value value) {
    assertThat(data.replace("\\", "")).contains(latin1(value).replace("\\", ""));
  }

  private static String orNil(String text) {
    return text.isEmpty() ? "-" : text;
  }

  private static String resource(Line line, String key) {
    return line.resource().attributes().get(key).map(SyslogFuzzTest::latin1).orElse("");
  }

  private static String attribute(Line line, String key) {
    return line.record().attributes().get(key).map(SyslogFuzzTest::latin1).orElse("");
  }

  private static String latin1(Value value) {
    return switch (value) {
      case Value.Text text -> new String(text.utf8().toByteArray(), StandardCharsets.ISO_8859_1);
      case Value.Bytes bytes ->
          new String(bytes.bytes().toByteArray(), StandardCharsets.ISO_8859_1);
      default -> throw new AssertionError("neither text nor bytes: " + value);
    };
  }

  /** What is between two lines is a count or a terminator, wherever the stream is split. */
  @Test
  void aStreamLosesNothingButItsFraming() {
    FuzzRounds.run(
        "streams",
        2_000,
        dice -> {
          byte[] bytes = MUTATED.stream(dice);
          int limit = 40 + dice.nextInt(400);
          List<String> whole = split(bytes, bytes.length, limit, PLENTY);
          assertOnlyFramingIsMissing(bytes, whole);
          int size = 1 + dice.nextInt(40);
          assertThat(split(bytes, size, limit, PLENTY))
              .as("%d bytes at a time", size)
              .isEqualTo(whole);
        });
  }

  /** Long lines while other connections have all the memory: they come in pieces, and whole. */
  @Test
  void aStreamLosesNothingWithoutMemory() {
    FuzzRounds.run(
        "streams without memory",
        300,
        dice -> {
          ByteArrayOutputStream stream = new ByteArrayOutputStream();
          for (int left = dice.nextInt(6); left >= 0; left--) {
            byte[] some = MUTATED.stream(dice);
            for (int times = dice.nextInt(12); times >= 0; times--) {
              stream.writeBytes(some);
            }
          }
          byte[] bytes = stream.toByteArray();
          int size = 1 + dice.nextInt(9000);
          int permits = dice.nextInt(20_000);
          assertOnlyFramingIsMissing(bytes, split(bytes, size, 64 * 1024, permits));
        });
  }

  /** The same lines with the same fields come out, however the bytes arrive. */
  @Test
  void aConnectionIsReadAlikeHoweverItIsSplit() {
    FuzzRounds.run(
        "connections",
        1_000,
        dice -> {
          byte[] bytes = MUTATED.stream(dice);
          int limit = 40 + dice.nextInt(400);
          assertThat(lines(bytes, 1 + dice.nextInt(40), limit))
              .isEqualTo(lines(bytes, bytes.length, limit));
        });
  }

  private static List<String> lines(byte[] stream, int size, int limit) {
    LineReader reader =
        new LineReader(
            new TcpFrames(limit, new Semaphore(PLENTY)),
            parser(CLOCKS),
            peer(CLOCKS),
            new Counts());
    List<String> found = new ArrayList<>();
    for (int at = 0; at < stream.length; ) {
      ByteBuffer room = reader.room();
      int count = Math.min(Math.min(size, stream.length - at), room.remaining());
      room.put(stream, at, count);
      reader.received(count);
      at += count;
      while (reader.next(RECEIPT) instanceof Line line) {
        found.add(Rendered.line(line));
      }
    }
    if (reader.last(RECEIPT) instanceof Line line) {
      found.add(Rendered.line(line));
    }
    reader.close();
    return found;
  }

  private static void assertOnlyFramingIsMissing(byte[] stream, List<String> found) {
    String all = new String(stream, StandardCharsets.ISO_8859_1);
    int at = 0;
    for (String part : found) {
      while (!all.startsWith(part, at)) {
        assertThat("0123456789 \r\n\0")
            .as("byte %d of %s", at, all)
            .contains(all.substring(at, at + 1));
        at++;
      }
      at += part.length();
    }
    assertThat(all.substring(at)).matches("[0-9 \r\n\0]*");
  }

  private static List<String> split(byte[] stream, int size, int limit, int permits) {
    Semaphore shared = new Semaphore(permits);
    TcpFrames frames = new TcpFrames(limit, shared);
    List<String> found = new ArrayList<>();
    for (int at = 0; at < stream.length; ) {
      ByteBuffer room = frames.room();
      int count = Math.min(Math.min(size, stream.length - at), room.remaining());
      room.put(stream, at, count);
      frames.received(count);
      at += count;
      while (frames.next() != TcpFrames.Kind.NONE) {
        found.add(new String(frames.found().toByteArray(), StandardCharsets.ISO_8859_1));
      }
    }
    if (frames.last() != TcpFrames.Kind.NONE) {
      found.add(new String(frames.found().toByteArray(), StandardCharsets.ISO_8859_1));
    }
    frames.close();
    assertThat(shared.availablePermits()).as("what was taken is given back").isEqualTo(permits);
    return found;
  }

  /** 64 KiB of the same, of everything that a parser could stumble over. */
  @Test
  void noInputTakesLong() {
    List<byte[]> large = new ArrayList<>();
    for (String head :
        List.of("", "<13>", "<13>1 - h a p m ", "<13>1 - h a p m [x", "<13>Jan  2 03:04:05 ")) {
      for (String part :
          List.of(
              "[",
              "]",
              "[x]",
              "[x ",
              "[x a=\"1\"]",
              " a=\"1\"",
              "\"",
              "\\",
              "=",
              " ",
              "<",
              "1",
              ":",
              "x: ",
              "\u00ff")) {
        large.add(
            (head + part.repeat(65_000 / part.length())).getBytes(StandardCharsets.ISO_8859_1));
        large.add(
            (head + "[x " + part.repeat(65_000 / part.length()) + "]")
                .getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          for (int times = 0; times < 20; times++) {
            for (byte[] line : large) {
              parser.parse(ByteSlice.of(line), peer(CLOCKS), RECEIPT);
            }
          }
          for (byte[] line : large) {
            split(line, 100, 4096, PLENTY);
          }
        });
  }
}
