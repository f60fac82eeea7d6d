package io.cresset.api.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Signal;
import io.cresset.api.model.Value;
import io.opentelemetry.proto.logs.v1.LogsData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OtlpLogsTest {
  private static final int ROUNDS = 3_000;

  @Test
  void encodesTheSameBytesAsProtobuf() throws Exception {
    for (int seed = 0; seed < ROUNDS; seed++) {
      LogBatch batch = new RandomModel(seed).logs();
      LogsData expected = Oracle.toProto(batch);
      EncodedBatch encoded = OtlpLogs.encode(batch);
      byte[] bytes = encoded.otlp().toByteArray();
      assertThat(LogsData.parseFrom(bytes)).as("seed %d", seed).isEqualTo(expected);
      assertThat(bytes).as("seed %d", seed).isEqualTo(expected.toByteArray());
      assertThat(encoded.otlp().array()).hasSize(bytes.length);
      assertThat(encoded.recordCount()).isEqualTo(batch.recordCount());
    }
  }

  @Test
  void decodesWhatItEncodes() throws Exception {
    for (int seed = 0; seed < ROUNDS; seed++) {
      LogBatch batch = new RandomModel(seed).logs();
      List<ResourceLogs> expected = Oracle.toModel(Oracle.toProto(batch));
      EncodedBatch encoded = OtlpLogs.encode(batch);
      assertThat(OtlpLogs.decode(encoded.otlp())).as("seed %d", seed).isEqualTo(expected);
      assertThat(OtlpLogs.count(encoded.otlp())).isEqualTo(batch.recordCount());
    }
  }

  @Test
  void decodesWhatOthersEncodeHoweverTheyDo() throws Exception {
    Random random = new Random(1);
    for (int round = 0; round < ROUNDS; round++) {
      LogsData message = new RandomLogs(random).next();
      byte[] bytes = new Scrambler(random).scramble(message);
      // Protobuf's own reading is the judge; the scrambler must not have changed the meaning.
      LogsData read = LogsData.parseFrom(bytes);
      assertThat(Oracle.toModel(read)).isEqualTo(Oracle.toModel(message));
      assertThat(OtlpLogs.decode(inside(bytes)))
          .as("round %d", round)
          .isEqualTo(Oracle.toModel(read));
    }
  }

  @Test
  void walksWhatOthersEncodeHoweverTheyDo() throws Exception {
    Random random = new Random(2);
    for (int round = 0; round < ROUNDS; round++) {
      LogsData message = new RandomLogs(random).next();
      byte[] bytes = new Scrambler(random).scramble(message);
      Walk walk = new Walk();
      OtlpLogs.walk(inside(bytes), walk);
      assertThat(walk.finish()).as("round %d", round).isEqualTo(Oracle.toModel(message));
      assertThat(OtlpLogs.count(inside(bytes))).isEqualTo(walk.count);
    }
  }

  @Test
  void messagesOneAfterTheOtherAreOne() throws Exception {
    RandomModel model = new RandomModel(3);
    byte[] one = OtlpLogs.encode(model.logs()).otlp().toByteArray();
    byte[] other = OtlpLogs.encode(model.logs()).otlp().toByteArray();
    byte[] both = new byte[one.length + other.length];
    System.arraycopy(one, 0, both, 0, one.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    List<ResourceLogs> expected = new ArrayList<>(OtlpLogs.decode(ByteSlice.of(one)));
    expected.addAll(OtlpLogs.decode(ByteSlice.of(other)));
    assertThat(OtlpLogs.decode(ByteSlice.of(both))).isEqualTo(expected);
  }

  @Test
  void anEmptyBatchKeepsItsPositions() throws Exception {
    PositionMoves positions = new PositionMoves(Map.of("file", Optional.of(ByteSlice.empty())));
    EncodedBatch encoded = OtlpLogs.encode(new LogBatch(List.of(), positions));
    assertThat(encoded).isEqualTo(new EncodedBatch(Signal.LOGS, ByteSlice.empty(), 0, positions));
    assertThat(OtlpLogs.decode(encoded.otlp())).isEmpty();
  }

  @Test
  void textThatIsNotUtf8IsReadAsBytes() throws Exception {
    // A string value of one byte, 0xFF, as the body.
    byte[] record = {0x2A, 3, 0x0A, 1, (byte) 0xFF};
    assertThat(OtlpLogs.decodeRecord(ByteSlice.of(record)).body())
        .isEqualTo(new Value.Bytes(ByteSlice.of(new byte[] {(byte) 0xFF})));
  }

  @Test
  void unpairedSurrogatesInKeysBecomeQuestionMarks() throws Exception {
    LogRecord record =
        LogRecord.builder(1, 1, Value.of("x"))
            .severity(9, "\ude00")
            .attributes(Attributes.of("a\ud83d", "b"))
            .build();
    LogRecord read = OtlpLogs.decode(encoded(record)).getFirst().records().getFirst();
    assertThat(read.severityText()).isEqualTo("?");
    assertThat(read.attributes().key(0)).isEqualTo("a?");
  }

  @Test
  void sizesAreThoseOfProtobuf() {
    RandomModel model = new RandomModel(4);
    for (int round = 0; round < ROUNDS; round++) {
      LogRecord record = model.record();
      int content = Oracle.toProto(record).getSerializedSize();
      assertThat(OtlpLogs.sizeInBatch(record)).isEqualTo(1 + varintBytes(content) + content);
      Resource resource = model.resource();
      ResourceLogs logs = new ResourceLogs(resource, List.of(record));
      int bytes =
          OtlpLogs.encode(new LogBatch(List.of(logs), PositionMoves.none())).otlp().length();
      int bound = OtlpLogs.sizeInBatch(record) + OtlpLogs.sizeInBatch(resource);
      assertThat(bytes).isBetween(bound - 8, bound);
    }
  }

  @Test
  void valuesNestTo32AndNoDeeper() throws Exception {
    LogRecord deepest = LogRecord.builder(1, 1, nested(32)).build();
    assertThat(OtlpLogs.decode(encoded(deepest)).getFirst().records()).containsExactly(deepest);

    LogRecord deeper = LogRecord.builder(1, 1, nested(33)).build();
    String reason = "a value nested deeper than 32";
    assertThatIllegalArgumentException().isThrownBy(() -> encoded(deeper)).withMessage(reason);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OtlpLogs.sizeInBatch(deeper))
        .withMessage(reason);
    ByteSlice foreign = ByteSlice.of(Oracle.toProto(deeper).toByteArray());
    assertThatExceptionOfType(MalformedOtlp.class)
        .isThrownBy(() -> OtlpLogs.decodeRecord(foreign))
        .withMessageStartingWith(reason);
  }

  @Test
  void aMalformedMessageSaysWhere() {
    // A resource_logs of 5 bytes: scope_logs of 3: a log record of 9, where 1 is left.
    byte[] bytes = {0x0A, 5, 0x12, 3, 0x12, 9, 0};
    assertThatExceptionOfType(MalformedOtlp.class)
        .isThrownBy(() -> OtlpLogs.decode(inside(bytes)))
        .withMessage("a length beyond the message at byte 5")
        .satisfies(e -> assertThat(e.offset()).isEqualTo(5));
    // A record in it whose time is cut off.
    byte[] cut = {0x0A, 7, 0x12, 5, 0x12, 3, 0x09, 0, 0};
    assertThatExceptionOfType(MalformedOtlp.class)
        .isThrownBy(() -> OtlpLogs.decode(inside(cut)))
        .withMessage("a field is cut off at byte 7");
  }

  private static Value nested(int depth) {
    Value value = Value.of(1);
    for (int i = 1; i < depth; i++) {
      value =
          i % 2 == 0
              ? new Value.Items(List.of(value))
              : new Value.Fields(Attributes.builder().put("k", value).build());
    }
    return value;
  }

  private static ByteSlice encoded(LogRecord record) {
    ResourceLogs logs = new ResourceLogs(Resource.empty(), List.of(record));
    return OtlpLogs.encode(new LogBatch(List.of(logs), PositionMoves.none())).otlp();
  }

  /** The bytes somewhere within an array, so that offsets that forget this are found out. */
  private static ByteSlice inside(byte[] bytes) {
    byte[] larger = new byte[bytes.length + 7];
    System.arraycopy(bytes, 0, larger, 3, bytes.length);
    return ByteSlice.of(larger, 3, bytes.length);
  }

  private static int varintBytes(int value) {
    return com.google.protobuf.CodedOutputStream.computeUInt32SizeNoTag(value);
  }

  /** Builds by walking what decoding gives. */
  private static final class Walk implements OtlpLogs.Visitor {
    private final List<ResourceLogs> done = new ArrayList<>();
    private Resource resource = Resource.empty();
    private List<LogRecord> records = new ArrayList<>();
    private boolean open;
    private int count;

    @Override
    public void resource(ByteSlice resourceMessage) throws MalformedOtlp {
      finish();
      resource = OtlpLogs.decodeResource(resourceMessage);
      records = new ArrayList<>();
      open = true;
    }

    @Override
    public void record(int index, ByteSlice recordMessage) throws MalformedOtlp {
      assertThat(index).isEqualTo(count++);
      records.add(OtlpLogs.decodeRecord(recordMessage));
    }

    List<ResourceLogs> finish() {
      if (open) {
        done.add(new ResourceLogs(resource, records));
      }
      return done;
    }
  }
}
