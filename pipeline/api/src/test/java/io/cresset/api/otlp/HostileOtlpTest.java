package io.cresset.api.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.cresset.api.model.ByteSlice;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogsData;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever the bytes, reading ends in a result or {@link MalformedOtlp}, and soon. */
class HostileOtlpTest {
  private static final int ROUNDS = 10_000;
  private static final int LARGE_BYTES = 4 * 1024 * 1024;
  private static final byte[] TELLING = {
    0, 1, 0x7F, (byte) 0x80, (byte) 0xFF, 0x0A, 0x12, 0x0B, 0x0C
  };

  /** What we refuse and protobuf does not: it reads over bits that do not belong there. */
  private static final String STRICTER =
      "nested deeper than|not a field number|a length beyond the message|wire type|a number is too"
          + " long";

  @Test
  void mutatedLogsAreReadAsProtobufReadsThemOrRefused() {
    Random random = new Random(7);
    RandomLogs messages = new RandomLogs(random);
    Scrambler scrambler = new Scrambler(random);
    int accepted = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = mutate(random, scrambler.scramble(messages.next()));
      LogsData read = parse(bytes);
      try {
        var decoded = OtlpLogs.decode(ByteSlice.of(bytes));
        if (read != null) {
          assertThat(decoded).as("round %d", round).isEqualTo(Oracle.toModel(read));
          accepted++;
        }
      } catch (MalformedOtlp e) {
        assertThat(e.offset()).isBetween(0, bytes.length);
        if (read != null) {
          assertThat(e.getMessage()).as("round %d", round).containsPattern(STRICTER);
        }
      }
    }
    assertThat(accepted).isGreaterThan(ROUNDS / 20);
  }

  @Test
  void mutatedMetricsAreReadOrRefused() {
    Random random = new Random(8);
    RandomModel model = new RandomModel(8);
    Scrambler scrambler = new Scrambler(random);
    int accepted = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Message message = MetricOracle.toProto(model.metrics().resources());
      byte[] bytes = mutate(random, scrambler.scramble(message));
      try {
        OtlpMetrics.decode(ByteSlice.of(bytes));
        accepted++;
      } catch (MalformedOtlp e) {
        assertThat(e.offset()).isBetween(0, bytes.length);
      }
    }
    assertThat(accepted).isGreaterThan(ROUNDS / 20);
  }

  @Test
  void randomBytesAreReadOrRefused() {
    Random random = new Random(9);
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = new byte[random.nextInt(64)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = random.nextBoolean() ? (byte) random.nextInt(0x80) : telling(random);
      }
      try {
        OtlpLogs.decode(ByteSlice.of(bytes));
        OtlpMetrics.decode(ByteSlice.of(bytes));
        OtlpLogs.decodeRecord(ByteSlice.of(bytes));
        OtlpLogs.decodeResource(ByteSlice.of(bytes));
      } catch (MalformedOtlp e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(ROUNDS / 2, ROUNDS - 1);
  }

  @ParameterizedTest
  @CsvSource({
    "80, a number is cut off at byte 0",
    "8080808080808080808080, a number is too long at byte 0",
    "00, not a field number at byte 0",
    "0F, wire type 7 where none may be at byte 1",
    "0C, wire type 4 where none may be at byte 1",
    "808080801000, not a field number at byte 0",
    "80808080808080808080, a number is too long at byte 0",
    "0AFFFFFFFF0F, a length beyond the message at byte 1",
    "0AFFFFFFFFFFFFFFFFFF01, a length beyond the message at byte 1",
    "0A05, a length beyond the message at byte 1",
    "A306, a group without end at byte 2",
    "A306AC06, the end of another group at byte 4",
    "A106AA, a field is cut off at byte 2",
  })
  void eachFaultHasItsReason(String hex, String message) {
    ByteSlice bytes = ByteSlice.of(HexFormat.of().parseHex(hex));
    assertThatExceptionOfType(MalformedOtlp.class)
        .isThrownBy(() -> OtlpLogs.walk(bytes, new Nobody()))
        .withMessage(message);
    assertThatExceptionOfType(MalformedOtlp.class)
        .isThrownBy(() -> OtlpMetrics.decode(bytes))
        .withMessage(message);
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void largeMessagesMadeToBeSlowAreNot() throws Exception {
    byte[] emptyRecords = repeated(new byte[] {0x12, 0}, LARGE_BYTES);
    byte[] emptyBodies = repeated(new byte[] {0x2A, 2, 0x2A, 0}, LARGE_BYTES);
    byte[] openGroups = repeated(new byte[] {(byte) 0xA3, 6}, LARGE_BYTES);
    byte[] nested = repeated(new byte[] {0x0A}, LARGE_BYTES);

    assertThat(OtlpLogs.count(ByteSlice.of(message(0x0A, message(0x12, emptyRecords)))))
        .isEqualTo(LARGE_BYTES / 2);
    OtlpLogs.decodeRecord(ByteSlice.of(emptyBodies));
    assertRefused(openGroups);
    assertRefused(nested);

    // Parts of one resource, each with an attribute; and as many attributes of one record.
    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    int count = 0;
    while (record.size() < LARGE_BYTES) {
      byte[] attribute = KeyValue.newBuilder().setKey("k" + count++).build().toByteArray();
      parts.writeBytes(message(0x0A, message(0x0A, attribute)));
      record.writeBytes(message(0x32, attribute));
    }
    assertThat(OtlpLogs.decodeRecord(ByteSlice.of(record.toByteArray())).attributes().size())
        .isEqualTo(count);
    ByteSlice resource = ByteSlice.of(message(0x0A, parts.toByteArray()));
    assertThat(OtlpLogs.decode(resource).getFirst().resource().attributes().size())
        .isEqualTo(count);
    // A metric whose labels all become the same name.
    byte[] labels = labelsOfOneName();
    assertThat(OtlpMetrics.decode(ByteSlice.of(labels))).hasSize(1);
  }

  /** Names that differ only in characters that a label may not have. */
  private static byte[] labelsOfOneName() {
    ByteArrayOutputStream point = new ByteArrayOutputStream();
    for (int i = 0; point.size() < LARGE_BYTES; i++) {
      String name = new String(Character.toChars(0x10000 + i % 0xFFFFF));
      point.writeBytes(message(0x3A, MetricOracle.text(name, "value").toByteArray()));
    }
    byte[] gauge = message(0x2A, message(0x0A, point.toByteArray()));
    return message(0x0A, message(0x12, message(0x12, gauge)));
  }

  private static void assertRefused(byte[] bytes) {
    assertThatExceptionOfType(MalformedOtlp.class)
        .isThrownBy(() -> OtlpLogs.decode(ByteSlice.of(bytes)));
    assertThatExceptionOfType(MalformedOtlp.class)
        .isThrownBy(() -> OtlpMetrics.decode(ByteSlice.of(bytes)));
  }

  private static byte[] message(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int rest = content.length;
    for (; rest >= 0x80; rest >>>= 7) {
      out.write(rest | 0x80);
    }
    out.write(rest);
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] repeated(byte[] pattern, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = pattern[i % pattern.length];
    }
    return bytes;
  }

  private static byte[] mutate(Random random, byte[] valid) {
    byte[] bytes = valid;
    for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = telling(random);
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> bytes = insert(bytes, at, bytes[random.nextInt(bytes.length)]);
        default -> System.arraycopy(bytes, at, bytes, bytes.length / 2, (bytes.length - at) / 2);
      }
    }
    return bytes;
  }

  private static byte[] insert(byte[] bytes, int at, byte one) {
    byte[] longer = new byte[bytes.length + 1];
    System.arraycopy(bytes, 0, longer, 0, at);
    longer[at] = one;
    System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
    return longer;
  }

  private static byte telling(Random random) {
    return TELLING[random.nextInt(TELLING.length)];
  }

  private static @Nullable LogsData parse(byte[] bytes) {
    try {
      return LogsData.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      return null;
    }
  }

  private static final class Nobody implements OtlpLogs.Visitor {
    @Override
    public void resource(ByteSlice resourceMessage) {}

    @Override
    public void record(int index, ByteSlice recordMessage) {}
  }
}
