package io.cresset.collectors.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.api.model.Value;
import io.cresset.testkit.FakeTime;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The cases' lines, mutated: nothing is thrown, no byte is lost, and no input takes long. */
class SyslogFuzzTest {
  private static final long RECEIPT = FakeTime.START.getEpochSecond() * 1_000_000_000L;

  /** {@code -Dcresset.fuzz.rounds=} makes it longer, {@code -Dcresset.fuzz.seed=} another one. */
  private static final int ROUNDS = Integer.getInteger("cresset.fuzz.rounds", 60_000);

  private static final String MARK = "\u00ef\u00bb\u00bf";
  private static final String STAMP =
      "(?:[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?"
          + "|\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d"
          + "(?:[.,]\\d{1,9})?(?:Z|[+-]\\d\\d:?\\d\\d)?)";
  private static final String[] SPICE = {
    "<13>",
    "<191>1 ",
    " - - - - - - ",
    "[x@1 a=\"1\"]",
    "\\\"",
    "]",
    "\n",
    "\0",
    "\u00ef\u00bb\u00bf",
    "Jan  2 03:04:05",
    "Jan  2 03:04:05 h ",
    "Jan  2 03:04:05.123 ",
    "2026-01-02 03:04:05,6 ",
    "h h ",
    "CEF:0|",
    "<13> ",
    "\r\n",
    "Feb 29 23:59:60 ",
    "2026-01-02T03:04:05Z ",
    ": ",
    "[1]: ",
    "99 <13>",
    "\u00ff"
  };

  private static final Clocks CLOCKS =
      Clocks.of(new TestConfig("udp://127.0.0.1:0").anyClock().build(), ZoneOffset.UTC);

  private final Random random = new Random(Integer.getInteger("cresset.fuzz.seed", 5426));
  private final SyslogParser parser =
      new SyslogParser(
          new ResourceCache(Resource.of(Attributes.of(Resource.HOST_NAME, "collector"))), CLOCKS);

  private static Peer peer() {
    try {
      return Peer.of(InetAddress.getByName("192.0.2.7"), Peer.UDP, CLOCKS, new Senders());
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  /** Every line of every case. */
  private static List<byte[]> seeds() throws Exception {
    Path root =
        Path.of(
            Objects.requireNonNull(SyslogFuzzTest.class.getResource("/cases/syslog/lines"))
                .toURI());
    List<byte[]> seeds = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(path -> path.endsWith("input.bin")).sorted().toList()) {
        String all = Files.readString(file, StandardCharsets.ISO_8859_1);
        all.lines().map(line -> line.getBytes(StandardCharsets.ISO_8859_1)).forEach(seeds::add);
      }
    }
    assertThat(seeds).hasSizeGreaterThan(100);
    return seeds;
  }

  private byte[] mutated(List<byte[]> seeds) {
    byte[] line = seeds.get(random.nextInt(seeds.size()));
    for (int times = random.nextInt(4); times > 0; times--) {
      line = mutatedOnce(line, seeds);
    }
    return line;
  }

  private byte[] mutatedOnce(byte[] line, List<byte[]> seeds) {
    int at = random.nextInt(line.length + 1);
    int end = at + random.nextInt(Math.min(line.length - at, 12) + 1);
    byte[] other = seeds.get(random.nextInt(seeds.size()));
    byte[] between =
        switch (random.nextInt(5)) {
          case 0 -> new byte[0];
          case 1 -> new byte[] {(byte) random.nextInt(256)};
          case 2 -> SPICE[random.nextInt(SPICE.length)].getBytes(StandardCharsets.ISO_8859_1);
          case 3 -> other;
          default -> String.valueOf(random.nextInt(200)).getBytes(StandardCharsets.ISO_8859_1);
        };
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(line, 0, at);
    out.writeBytes(between);
    out.write(line, end, line.length - end);
    return out.toByteArray();
  }

  @Test
  void everyByteOfALineIsInItsBodyOrInAField() throws Exception {
    List<byte[]> seeds = seeds();
    int read = 0;
    for (int i = 0; i < ROUNDS; i++) {
      byte[] bytes = mutated(seeds);
      if (bytes.length > 0) {
        Line line = parser.parse(ByteSlice.of(bytes.clone()), peer(), RECEIPT);
        read += check(bytes, line) ? 1 : 0;
      }
    }
    assertThat(read).as("lines that were read, not kept raw").isBetween(ROUNDS / 5, ROUNDS);
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
  void aStreamLosesNothingButItsFraming() throws Exception {
    List<byte[]> seeds = seeds();
    for (int i = 0; i < ROUNDS / 30; i++) {
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      for (int lines = random.nextInt(8); lines >= 0; lines--) {
        byte[] line = mutated(seeds);
        if (random.nextBoolean()) {
          int off = random.nextInt(6) == 0 ? random.nextInt(9) - 4 : 0;
          stream.writeBytes((line.length + off + " ").getBytes(StandardCharsets.ISO_8859_1));
          stream.writeBytes(line);
        } else {
          stream.writeBytes(line);
          stream.write('\n');
        }
      }
      byte[] bytes = stream.toByteArray();
      List<String> whole = split(bytes, bytes.length, 0);
      assertOnlyFramingIsMissing(bytes, whole);
      int size = 1 + random.nextInt(40);
      assertThat(split(bytes, size, 0)).as("%d bytes at a time", size).isEqualTo(whole);
    }
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

  private static List<String> split(byte[] stream, int size, int limit) {
    TcpFrames frames = new TcpFrames(limit == 0 ? 300 : limit, new Semaphore(1 << 20));
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
              parser.parse(ByteSlice.of(line), peer(), RECEIPT);
            }
          }
          for (byte[] line : large) {
            split(line, 100, 4096);
          }
        });
  }
}
