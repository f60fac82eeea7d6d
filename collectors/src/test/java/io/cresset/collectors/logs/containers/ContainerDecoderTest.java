package io.cresset.collectors.logs.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.LogPieces;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.api.model.Value;
import io.cresset.testkit.FuzzRounds;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Parts that are joined, long lines that are cut, and crashes anywhere between them. */
class ContainerDecoderTest {
  private static final int MAX_LINE = 100;
  private static final int WINDOW = 300;

  /** What a container wrote: the line, and where. */
  private record Written(int stream, String text) {}

  private static ContainerDecoder decoder(int maxLineBytes, int windowBytes) {
    return new ContainerDecoder(new Unlimited(), new LineParser(), maxLineBytes, windowBytes);
  }

  private static final class Unlimited implements ContainerSource {
    @Override
    public Resource resource() {
      return Resource.empty();
    }

    @Override
    public boolean admits(long unixNanos) {
      return true;
    }

    @Override
    public void countUnread() {}
  }

  /** The chain of one container as a runtime would have written it. */
  private static final class Chain {
    private final Random dice;
    private final List<ByteArrayOutputStream> files = new ArrayList<>();
    private final List<Written> lines = new ArrayList<>();
    private final StringBuilder[] open = {new StringBuilder(), new StringBuilder()};
    private final boolean[] begun = new boolean[2];
    private int seconds;

    Chain(Random dice) {
      this.dice = dice;
      files.add(new ByteArrayOutputStream());
    }

    void write(int count, int longest) {
      for (int i = 0; i < count; i++) {
        int stream = dice.nextInt(5) == 0 ? 1 : 0;
        String text = text(dice.nextInt(6) == 0 ? longest : 20);
        if (dice.nextInt(12) == 0) {
          // Neither form; it belongs to no stream and ends nothing.
          line("?" + text);
          lines.add(new Written(2, "?" + text));
          continue;
        }
        boolean partial = dice.nextInt(3) == 0;
        String name = stream == 0 ? "stdout" : "stderr";
        String time = "2026-01-02T03:%02d:%02d.5Z".formatted(seconds / 60 % 60, seconds % 60);
        seconds++;
        line(time + " " + name + (partial ? " P " : " F ") + text);
        open[stream].append(text);
        begun[stream] = partial;
        if (!partial) {
          finish(stream);
        }
        if (dice.nextInt(10) == 0) {
          files.add(new ByteArrayOutputStream());
        }
      }
    }

    private String text(int longest) {
      return Integer.toString(lines.size() % 10).repeat(dice.nextInt(1 + longest));
    }

    private void line(String line) {
      files.getLast().writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void finish(int stream) {
      lines.add(new Written(stream, open[stream].toString()));
      open[stream].setLength(0);
      begun[stream] = false;
    }

    /** The container ends, whatever has begun. */
    void end() {
      for (int stream = 0; stream < 2; stream++) {
        if (begun[stream]) {
          finish(stream);
        }
      }
    }

    List<byte[]> files() {
      return files.stream().map(ByteArrayOutputStream::toByteArray).toList();
    }

    List<String> of(int stream) {
      return lines.stream().filter(it -> it.stream() == stream).map(Written::text).toList();
    }
  }

  /** The lines of a stream, their pieces put together; fails if pieces are not in their order. */
  private static List<String> rejoined(List<LogRecord> records, int stream) {
    List<String> lines = new ArrayList<>();
    long piece = 0;
    StringBuilder joined = new StringBuilder();
    for (LogRecord record : records) {
      if (streamOf(record) != stream) {
        continue;
      }
      String body = record.body().toString();
      assertThat(body.length()).isLessThanOrEqualTo(MAX_LINE);
      long number =
          record.attributes().get(LogPieces.NUMBER).map(it -> ((Value.Int) it).value()).orElse(0L);
      if (piece > 0 && number <= 1) {
        lines.add(joined.toString());
        joined.setLength(0);
        piece = 0;
      }
      if (number == 0) {
        lines.add(body);
      } else {
        assertThat(number).as("the piece after " + piece).isEqualTo(piece + 1);
        joined.append(body);
        piece = number;
      }
    }
    if (piece > 0) {
      lines.add(joined.toString());
    }
    return lines;
  }

  private static int streamOf(LogRecord record) {
    if (record.attributes().get(LineParser.PARSE_ERROR).isPresent()) {
      return 2;
    }
    return record.attributes().get(IoStream.KEY).orElseThrow().toString().equals("stdout") ? 0 : 1;
  }

  private static void check(Chain chain, JournaledRecords records) {
    for (int stream = 0; stream < 3; stream++) {
      assertThat(rejoined(records.records(), stream))
          .as("stream " + stream)
          .isEqualTo(chain.of(stream));
    }
  }

  @Test
  void everyLineComesOnceAndWholeHoweverItIsOffered() {
    FuzzRounds.run(
        "chains",
        1_500,
        dice -> {
          Chain chain = new Chain(dice);
          chain.write(40, 2 * MAX_LINE);
          chain.end();
          JournaledRecords records = new JournaledRecords(chain.files(), 3);
          records.read(decoder(MAX_LINE, WINDOW), dice, WINDOW, true, Integer.MAX_VALUE);
          check(chain, records);
        });
  }

  @Test
  void everyLineComesOnceAndWholeThroughAnyNumberOfCrashes() {
    FuzzRounds.run(
        "chains with crashes",
        1_500,
        dice -> {
          Chain chain = new Chain(dice);
          chain.write(40, dice.nextInt(8) == 0 ? 10 * MAX_LINE : 2 * MAX_LINE);
          chain.end();
          JournaledRecords records = new JournaledRecords(chain.files(), 3);
          for (int crashes = dice.nextInt(12); crashes > 0; crashes--) {
            int until = records.journalSize() + dice.nextInt(20);
            records.read(decoder(MAX_LINE, WINDOW), dice, WINDOW, true, until);
            records.forgetFrom(Math.min(until, records.journalSize()));
          }
          records.read(decoder(MAX_LINE, WINDOW), dice, WINDOW, true, Integer.MAX_VALUE);
          check(chain, records);
        });
  }

  @Test
  void whatGoesOutBecauseTooMuchIsHeldRejoins() {
    FuzzRounds.run(
        "chains that hold too much",
        1_500,
        dice -> {
          Chain chain = new Chain(dice);
          chain.write(40, dice.nextInt(8) == 0 ? 10 * MAX_LINE : 2 * MAX_LINE);
          chain.end();
          JournaledRecords records = new JournaledRecords(chain.files(), 3).fullOften(3);
          for (int crashes = dice.nextInt(4); crashes > 0; crashes--) {
            int until = records.journalSize() + dice.nextInt(20);
            records.read(decoder(MAX_LINE, WINDOW), dice, WINDOW, true, until);
            records.forgetFrom(Math.min(until, records.journalSize()));
          }
          records.read(decoder(MAX_LINE, WINDOW), dice, WINDOW, true, Integer.MAX_VALUE);
          check(chain, records);
        });
  }

  /** Lines that no window holds, on every stream, and a crash behind every single word. */
  @Test
  void aLineLongerThanAnyWindowSurvivesACrashAtEveryPoint() {
    FuzzRounds.run(
        "very long lines",
        12,
        dice -> {
          Chain chain = new Chain(dice);
          chain.write(8, 20 * MAX_LINE);
          chain.end();
          JournaledRecords whole = new JournaledRecords(chain.files(), 3);
          whole.read(decoder(MAX_LINE, WINDOW), dice, WINDOW, true, Integer.MAX_VALUE);
          check(chain, whole);
          for (int point = 0; point < whole.journalSize(); point++) {
            JournaledRecords records = new JournaledRecords(chain.files(), 3);
            records.read(decoder(MAX_LINE, WINDOW), dice, WINDOW, true, point);
            records.forgetFrom(Math.min(point, records.journalSize()));
            records.read(decoder(MAX_LINE, WINDOW), dice, WINDOW, true, Integer.MAX_VALUE);
            check(chain, records);
          }
        });
  }

  /** The issue's own: 64 parts of 16 KiB, the other stream in between, a crash at every point. */
  @Test
  void aMebibyteIn64PartsRejoinsByteForByte() throws Exception {
    int max = 256 * 1024;
    int window = 3 * max;
    byte[] line = new byte[1 << 20];
    new Random(5).nextBytes(line);
    for (int i = 0; i < line.length; i++) {
      line[i] = line[i] == '\n' ? 0 : line[i];
    }
    List<ByteArrayOutputStream> files =
        List.of(new ByteArrayOutputStream(), new ByteArrayOutputStream());
    for (int part = 0; part < 64; part++) {
      // The kubelet renames the file in the middle of the line.
      ByteArrayOutputStream out = files.get(part / 40);
      String tag = part == 63 ? "F" : "P";
      out.writeBytes(
          "2026-01-02T03:04:05.%03dZ stdout %s "
              .formatted(part, tag)
              .getBytes(StandardCharsets.UTF_8));
      out.write(line, part * 16384, 16384);
      out.writeBytes(
          "\n2026-01-02T03:04:06Z stderr F other %d\n"
              .formatted(part)
              .getBytes(StandardCharsets.UTF_8));
    }
    List<byte[]> bytes = files.stream().map(ByteArrayOutputStream::toByteArray).toList();
    Random dice = new Random(7);
    JournaledRecords whole = new JournaledRecords(bytes, 3);
    whole.read(decoder(max, window), dice, window, false, Integer.MAX_VALUE);
    assertMebibyte(whole, line);
    assertThat(whole.cutLines()).isEqualTo(1);
    for (int point = 0; point < whole.journalSize(); point++) {
      JournaledRecords records = new JournaledRecords(bytes, 3);
      records.read(decoder(max, window), dice, window, false, point);
      records.forgetFrom(Math.min(point, records.journalSize()));
      records.read(decoder(max, window), dice, window, false, Integer.MAX_VALUE);
      assertMebibyte(records, line);
    }
  }

  private static void assertMebibyte(JournaledRecords records, byte[] line) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    long pieces = 0;
    int others = 0;
    for (LogRecord record : records.records()) {
      if (streamOf(record) == 1) {
        assertThat(record.body().toString()).isEqualTo("other " + others++);
      } else {
        assertThat(record.attributes().get(LogPieces.NUMBER)).contains(Value.of(++pieces));
        joined.writeBytes(((Value.Bytes) record.body()).bytes().toByteArray());
      }
    }
    assertThat(others).isEqualTo(64);
    assertThat(pieces).isEqualTo(4);
    assertThat(joined.toByteArray()).isEqualTo(line);
  }

  @Test
  void aRecordHasTheTimeOfItsFirstPartAndWhatIsNotReadThatOfTheLineBefore() throws Exception {
    String file =
        """
        torn
        2026-01-02T03:04:05Z stdout P one
        2026-01-02T03:04:06Z stderr F err
        no line
        2026-01-02T03:04:07Z stdout F  line
        """;
    JournaledRecords records =
        new JournaledRecords(List.of(file.getBytes(StandardCharsets.UTF_8)), 3);
    records.read(decoder(MAX_LINE, WINDOW), new Random(1), WINDOW, true, Integer.MAX_VALUE);
    long second = 1_000_000_000L;
    long first = 1_767_323_045L * second;
    assertThat(records.records().stream().map(it -> it.body() + " " + seconds(it, first)).toList())
        .hasSize(4)
        .contains("torn 0", "err 1", "no line 1", "one line 0");
  }

  private static long seconds(LogRecord record, long from) {
    assertThat(record.observedUnixNanos()).isPositive();
    return (record.timeUnixNanos() - from) / 1_000_000_000L;
  }
}
