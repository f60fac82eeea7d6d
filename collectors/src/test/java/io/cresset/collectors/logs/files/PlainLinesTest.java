package io.cresset.collectors.logs.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.LogPieces;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.api.model.Value;
import io.cresset.collectors.logs.tail.Outlook;
import io.cresset.collectors.logs.tail.Records;
import io.cresset.collectors.logs.tail.Window;
import io.cresset.collectors.pattern.LinearPattern;
import io.cresset.testkit.FuzzRounds;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Lines of plain text, however the bytes arrive. */
class PlainLinesTest {
  private final List<LogRecord> records = new ArrayList<>();
  private long mark;
  private int piece;
  private int cut;

  private final Records out =
      new Records() {
        @Override
        public long mark(int stream) {
          return mark;
        }

        @Override
        public int nextPiece(int stream) {
          return piece;
        }

        @Override
        public void add(int stream, long to, int nextPiece, Resource resource, LogRecord record) {
          assertThat(to).isGreaterThanOrEqualTo(mark);
          mark = to;
          piece = nextPiece;
          records.add(record);
        }

        @Override
        public void pass(int stream, long to) {
          assertThat(to).isGreaterThanOrEqualTo(mark);
          mark = to;
          piece = 0;
        }

        @Override
        public void cutLine() {
          cut++;
        }
      };

  private static PlainLines lines(Encoding encoding, String start) {
    Optional<Multiline> multiline =
        start.isEmpty()
            ? Optional.empty()
            : Optional.of(new Multiline(LinearPattern.parse(start), Duration.ofSeconds(1)));
    return new PlainLines(
        Resource.empty(), TestConfig.of(List.of("/x"), Map.of(), encoding, multiline));
  }

  /** Offers the bytes in parts that end at these offsets; the last one as the file's end. */
  private List<String> read(PlainLines lines, byte[] bytes, int... ends) throws Exception {
    records.clear();
    cut = 0;
    mark = 0;
    piece = 0;
    int at = 0;
    for (int end : ends) {
      at += lines.decode(new Window(bytes, at, end, at, Outlook.GROWING, 1), out);
    }
    at += lines.decode(new Window(bytes, at, bytes.length, at, Outlook.DONE, 1), out);
    assertThat(at).isEqualTo(bytes.length);
    assertThat(piece).isZero();
    return records.stream().map(record -> record.body().toString()).toList();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aRecordEachLine() throws Exception {
    byte[] bytes = utf8("one\r\n\n two \nthr\u00e9e");
    assertThat(read(lines(Encoding.UTF8, ""), bytes)).containsExactly("one", " two ", "thr\u00e9e");
    assertThat(read(lines(Encoding.UTF8, ""), bytes, 2, 5, 6, 13)).hasSize(3);
  }

  @Test
  void aRecordOfSeveralLines() throws Exception {
    byte[] bytes = utf8("2026 one\n at x\n at y\n2026 two\n2026 three\n\n z\n");
    List<String> expected = List.of("2026 one\n at x\n at y", "2026 two", "2026 three\n\n z");
    assertThat(read(lines(Encoding.UTF8, "^20"), bytes)).isEqualTo(expected);
    for (int end = 1; end < bytes.length; end++) {
      assertThat(read(lines(Encoding.UTF8, "^20"), bytes, end))
          .as("cut at %d", end)
          .isEqualTo(expected);
    }
  }

  @Test
  void aStartIsKnownByItsFirstBytesBeforeItsLineIsWhole() throws Exception {
    byte[] bytes = utf8("2026 one\n at x\n2026 two" + "x".repeat(1500));
    PlainLines lines = lines(Encoding.UTF8, "^20");
    int _ = lines.decode(new Window(bytes, 0, bytes.length, 0, Outlook.GROWING, 1), out);
    assertThat(records.getFirst().body().toString()).isEqualTo("2026 one\n at x");
    assertThat(records.get(1).body().toString()).startsWith("2026 twox");
  }

  @Test
  void theLastOfSeveralLinesWaitsUntilItIsQuiet() throws Exception {
    byte[] bytes = utf8("2026 one\n at x\n");
    PlainLines lines = lines(Encoding.UTF8, "^20");
    assertThat(lines.decode(new Window(bytes, 0, bytes.length, 0, Outlook.GROWING, 1), out))
        .isZero();
    assertThat(lines.decode(new Window(bytes, 0, bytes.length, 0, Outlook.QUIET, 1), out))
        .isEqualTo(bytes.length);
    assertThat(records).extracting(it -> it.body().toString()).containsExactly("2026 one\n at x");
  }

  @Test
  void encodings() throws Exception {
    String text = "\u00fcber\nzwei\r\ndr\u00e9i";
    List<String> expected = List.of("\u00fcber", "zwei", "dr\u00e9i");
    Map<Encoding, Charset> charsets =
        Map.of(
            Encoding.UTF8, StandardCharsets.UTF_8,
            Encoding.LATIN1, StandardCharsets.ISO_8859_1,
            Encoding.UTF16LE, StandardCharsets.UTF_16LE,
            Encoding.UTF16BE, StandardCharsets.UTF_16BE);
    for (Map.Entry<Encoding, Charset> each : charsets.entrySet()) {
      byte[] bytes = text.getBytes(each.getValue());
      for (int end = 1; end < bytes.length; end++) {
        assertThat(read(lines(each.getKey(), ""), bytes, end)).isEqualTo(expected);
      }
    }
    assertThat(
            read(lines(Encoding.UTF16, ""), ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16BE)))
        .isEqualTo(expected);
    assertThat(
            read(lines(Encoding.UTF16, ""), ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16LE)))
        .isEqualTo(expected);
    assertThat(read(lines(Encoding.UTF16, ""), text.getBytes(StandardCharsets.UTF_16BE)))
        .isEqualTo(expected);
  }

  @Test
  void whateverTheBytesAreTheyAreThere() {
    long rounds = FuzzRounds.run("lines of files", 2000, this::round);
    assertThat(rounds).isPositive();
  }

  private void round(Random dice) throws Exception {
    byte[] bytes = new byte[dice.nextInt(6000)];
    for (int i = 0; i < bytes.length; i++) {
      int lot = dice.nextInt(300);
      bytes[i] = (byte) (lot == 0 ? '\n' : lot == 1 ? '\r' : lot < 280 ? 'a' + lot % 26 : lot);
    }
    boolean many = dice.nextBoolean();
    int[] ends = dice.ints(dice.nextInt(6), 0, bytes.length + 1).sorted().toArray();
    List<String> _ = read(lines(Encoding.UTF8, many ? "^[a-f]" : ""), bytes, ends);
    StringBuilder joined = new StringBuilder();
    for (LogRecord record : records) {
      byte[] body =
          switch (record.body()) {
            case Value.Text text -> text.utf8().toByteArray();
            case Value.Bytes some -> some.bytes().toByteArray();
            case Value other -> throw new AssertionError(other);
          };
      assertThat(body.length).isLessThanOrEqualTo(1024);
      joined.append(new String(body, StandardCharsets.ISO_8859_1));
    }
    String all = new String(bytes, StandardCharsets.ISO_8859_1);
    assertThat(joined.toString().replaceAll("[\r\n]", "")).isEqualTo(all.replaceAll("[\r\n]", ""));
    long firsts =
        records.stream()
            .filter(it -> it.attributes().get(LogPieces.NUMBER).isPresent())
            .filter(it -> it.attributes().get(LogPieces.NUMBER).get().equals(Value.of(1)))
            .count();
    assertThat(cut).isEqualTo((int) firsts);
  }
}
