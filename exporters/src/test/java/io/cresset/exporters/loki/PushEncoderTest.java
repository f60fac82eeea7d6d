package io.cresset.exporters.loki;

import static io.cresset.exporters.loki.Chunks.GATE;
import static io.cresset.exporters.loki.Chunks.NOW;
import static io.cresset.exporters.loki.Chunks.chunk;
import static io.cresset.exporters.loki.Chunks.lines;
import static io.cresset.exporters.loki.Chunks.logs;
import static io.cresset.exporters.loki.Chunks.record;
import static io.cresset.exporters.loki.Chunks.resource;
import static io.cresset.exporters.loki.ScriptedLoki.metadata;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.cresset.api.export.Chunk;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.api.model.Value;
import io.cresset.exporters.loki.push.Entry;
import io.cresset.exporters.loki.push.PushRequest;
import io.cresset.exporters.loki.push.Stream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a chunk becomes, decoded by generated classes. */
final class PushEncoderTest {
  private final ChunkIndex index = new ChunkIndex(new Origins(new Streams(1000)));
  private final PushEncoder encoder = new PushEncoder();

  private PushRequest encode(Chunk chunk) {
    index.load(chunk);
    assertThat(index.refused()).isEmpty();
    try {
      PushRequest request =
          ScriptedLoki.decode(encoder.encode(index, Picked.range(0, index.size())));
      assertThat(encoder.refused()).isEmpty();
      return request;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Entry entryOf(Resource resource, LogRecord record) {
    Stream stream = ScriptedLoki.only(encode(chunk(logs(resource, record))));
    assertThat(stream.getEntriesCount()).isOne();
    return stream.getEntries(0);
  }

  private Map<String, String> metadataOf(Attributes attributes) {
    return metadata(entryOf(GATE, record("x").attributes(attributes).build()));
  }

  @Test
  void aLineWithAllItsFields() {
    byte[] trace = new byte[16];
    trace[0] = (byte) 0xAB;
    trace[15] = 1;
    LogRecord record =
        record("Failed password for root")
            .severity(17, "ERR")
            .eventName("login.failed")
            .trace(ByteSlice.of(trace), ByteSlice.of(new byte[] {0, 0, 0, 0, 0, 0, 0, 9}), 1)
            .attributes(
                Attributes.builder()
                    .put("syslog.appname", "sshd")
                    .put("syslog.procid", 4711)
                    .put("ok", Value.of(false))
                    .put("ratio", Value.of(0.25))
                    .put("whole", Value.of(3.0))
                    .build())
            .build()
            .withTime(NOW + 123_456_789);
    Stream stream = ScriptedLoki.only(encode(chunk(logs(GATE, record))));
    assertThat(stream.getLabels()).isEqualTo("{instance=\"gate\", job=\"syslog\"}");
    Entry entry = stream.getEntries(0);
    assertThat(entry.getLine()).isEqualTo("Failed password for root");
    assertThat(entry.getTimestamp().getSeconds()).isEqualTo(NOW / 1_000_000_000);
    assertThat(entry.getTimestamp().getNanos()).isEqualTo(123_456_789);
    assertThat(metadata(entry))
        .containsOnly(
            entry("level", "err"),
            entry("severity_number", "17"),
            entry("event_name", "login.failed"),
            entry("trace_id", "ab000000000000000000000000000001"),
            entry("span_id", "0000000000000009"),
            entry("flags", "1"),
            entry("syslog_appname", "sshd"),
            entry("syslog_procid", "4711"),
            entry("ok", "false"),
            entry("ratio", "0.25"),
            entry("whole", "3"));
  }

  @Test
  void labelsOfAPodAndTheRestOfItsResource() {
    Resource pod =
        resource(
            "job", "pods",
            "host.name", "node-1",
            "service.name", "shop",
            "service.instance.id", "shop-0",
            "k8s.namespace.name", "prod",
            "k8s.container.name", "web",
            "k8s.pod.name", "shop-0",
            "cluster", "home");
    Stream stream = ScriptedLoki.only(encode(chunk(lines(pod, "hello"))));
    assertThat(stream.getLabels())
        .isEqualTo(
            "{container=\"web\", instance=\"shop-0\", job=\"pods\", namespace=\"prod\","
                + " service_name=\"shop\"}");
    assertThat(metadata(stream.getEntries(0)))
        .containsOnly(
            entry("host_name", "node-1"),
            entry("k8s_pod_name", "shop-0"),
            entry("cluster", "home"));
  }

  @Test
  void aContainerOutsideOfAClusterHasItsNameAsLabel() {
    Resource container =
        resource("job", "containers", "container.id", "0123", "container.name", "shop-web-1");
    Stream stream = ScriptedLoki.only(encode(chunk(lines(container, "hello"))));
    assertThat(stream.getLabels()).isEqualTo("{container=\"shop-web-1\", job=\"containers\"}");
    assertThat(metadata(stream.getEntries(0))).containsOnly(entry("container_id", "0123"));
    Stream pod =
        ScriptedLoki.only(
            encode(chunk(lines(container.with("k8s.container.name", "web"), "hello"))));
    assertThat(pod.getLabels()).isEqualTo("{container=\"web\", job=\"containers\"}");
    assertThat(metadata(pod.getEntries(0))).containsEntry("container_name", "shop-web-1");
  }

  @Test
  void aResourceWithoutALabel() {
    Stream stream =
        ScriptedLoki.only(encode(chunk(lines(resource("host.name", "", "x", "y"), "hello"))));
    assertThat(stream.getLabels()).isEqualTo("{job=\"unknown\"}");
    assertThat(metadata(stream.getEntries(0))).containsEntry("x", "y");
  }

  @Test
  void labelValuesAreQuotedAndCut() {
    String odd = "a\"b\\c\nd\te\u007f\u00e9\u0001";
    String huge = "\u00e9".repeat(3000);
    Stream stream =
        ScriptedLoki.only(encode(chunk(lines(resource("job", odd, "host.name", huge), "x"))));
    assertThat(stream.getLabels())
        .isEqualTo(
            "{instance=\""
                + "\u00e9".repeat(1000)
                + "\", job=\"a\\\"b\\\\c\\nd\\x09e\\x7f\u00e9\\x01\"}");
    assertThat(metadata(stream.getEntries(0))).containsOnly(entry("host_name", huge));
  }

  @Test
  void recordsOfAStreamStandTogetherInOrder() {
    Resource wall = resource("host.name", "wall", "job", "syslog");
    PushRequest request =
        encode(
            chunk(
                Chunks.frame(7, lines(GATE, "a", "b"), lines(wall, "c")),
                Chunks.frame(10, lines(wall, "d"), lines(GATE, "e", "f"))));
    assertThat(request.getStreamsCount()).isEqualTo(2);
    for (Stream stream : request.getStreamsList()) {
      List<String> lines = stream.getEntriesList().stream().map(Entry::getLine).toList();
      if (stream.getLabels().contains("gate")) {
        assertThat(lines).containsExactly("a", "b", "e", "f");
      } else {
        assertThat(lines).containsExactly("c", "d");
      }
    }
  }

  @Test
  void whatWasAnsweredForIsNotSentAgain() {
    Chunk.Frame frame = Chunks.frame(100, lines(GATE, "a", "b"), lines(resource(), "c", "d"));
    PushRequest request = encode(new Chunk(io.cresset.api.model.Signal.LOGS, 103, List.of(frame)));
    assertThat(ScriptedLoki.only(request).getEntriesList())
        .extracting(Entry::getLine)
        .containsExactly("d");
  }

  @Test
  void namesAreMadeValidAndUnique() {
    assertThat(
            metadataOf(
                Attributes.builder()
                    .put("a.b", "1")
                    .put("a_b", "2")
                    .put("a-b", "3")
                    .put("7up", "4")
                    .put("\u00e9t\u00e9", "5")
                    .put("job", "6")
                    .put("instance", "7")
                    .put("a_b_2", "8")
                    .put("level", "9")
                    .build()))
        .containsOnly(
            entry("a_b", "1"),
            entry("a_b_2", "2"),
            entry("a_b_3", "3"),
            entry("_7up", "4"),
            entry("_t_", "5"),
            entry("job_2", "6"),
            entry("instance_2", "7"),
            entry("a_b_2_2", "8"),
            entry("level", "9"));
  }

  @Test
  void ownFieldsComeBeforeAttributesOfTheSameName() {
    LogRecord record =
        record("x").severity(9, "").attributes(Attributes.of("level", "high")).build();
    assertThat(metadata(entryOf(resource("level", "ground"), record)))
        .containsOnly(
            entry("level", "ground"),
            entry("level_2", "info"),
            entry("severity_number", "9"),
            entry("level_3", "high"));
  }

  @Test
  void levelsFollowFromNumbersWhereThereIsNoWord() {
    String[] names = {"trace", "debug", "info", "warn", "error", "fatal"};
    for (int number = 1; number <= 24; number++) {
      assertThat(metadata(entryOf(GATE, record("x").severity(number, "").build())))
          .containsOnly(
              entry("level", names[(number - 1) / 4]), entry("severity_number", "" + number));
    }
    assertThat(metadata(entryOf(GATE, record("x").severity(0, "Notice").build())))
        .containsOnly(entry("level", "notice"));
  }

  @Test
  void mapsAreFlattenedAndListsAreJson() {
    Value map =
        new Value.Fields(
            Attributes.builder()
                .put("b", 1)
                .put("c", new Value.Fields(Attributes.of("d.e", "deep")))
                .put("f", new Value.Items(List.of(Value.of(1), Value.of("two"))))
                .put("g", new Value.Fields(Attributes.empty()))
                .build());
    assertThat(metadataOf(Attributes.builder().put("a", map).put("a.b", "other").build()))
        .containsOnly(
            entry("a_b", "1"),
            entry("a_c_d_e", "deep"),
            entry("a_f", "[1,\"two\"]"),
            entry("a_g", "{}"),
            entry("a_b_2", "other"));
  }

  @Test
  void bodiesThatAreNotTextAreJson() {
    Value map =
        new Value.Fields(
            Attributes.builder()
                .put("text", "a\"b\\c\n\t\u0001\u00e9")
                .put("int", Long.MIN_VALUE)
                .put("real", Value.of(1.5e300))
                .put("nan", Value.of(Double.NaN))
                .put("bytes", new Value.Bytes(ByteSlice.of(new byte[] {(byte) 0xFF, 0})))
                .put("list", new Value.Items(List.of(Value.of(true), new Value.Items(List.of()))))
                .build());
    assertThat(entryOf(GATE, record(map).build()).getLine())
        .isEqualTo(
            "{\"text\":\"a\\\"b\\\\c\\n\\t\\u0001\u00e9\",\"int\":-9223372036854775808,"
                + "\"real\":1.5E300,\"nan\":\"NaN\",\"bytes\":\"/wA=\",\"list\":[true,[]]}");
    assertThat(entryOf(GATE, record(Value.of(-7)).build()).getLine()).isEqualTo("-7");
    assertThat(entryOf(GATE, record(Value.of(true)).build()).getLine()).isEqualTo("true");
    assertThat(entryOf(GATE, record(Value.of(2.5)).build()).getLine()).isEqualTo("2.5");
    assertThat(entryOf(GATE, record("").build()).getLine()).isEmpty();
  }

  @Test
  void bytesThatAreNotUtf8AreRepairedAndKept() {
    byte[] latin1 = {'c', 'a', 'f', (byte) 0xE9, '!'};
    Value bytes = Value.ofUtf8(ByteSlice.of(latin1));
    Entry entry = entryOf(GATE, record(bytes).attributes(attribute("user.name", bytes)).build());
    String base64 = Base64.getEncoder().encodeToString(latin1);
    assertThat(entry.getLine()).isEqualTo("caf\uFFFD!");
    assertThat(metadata(entry))
        .containsOnly(
            entry("body_base64", base64),
            entry("user_name", "caf\uFFFD!"),
            entry("user_name_base64", base64));
    // Bytes that are UTF-8 need no second form.
    Value fine = new Value.Bytes(ByteSlice.of("fine".getBytes(UTF_8)));
    assertThat(entryOf(GATE, record(fine).build()).getLine()).isEqualTo("fine");
    assertThat(metadata(entryOf(GATE, record(fine).build()))).isEmpty();
  }

  private static Attributes attribute(String key, Value value) {
    return Attributes.builder().put(key, value).build();
  }

  @Test
  void textIsKeptByteForByte() {
    String line = " \t <134>%$& \u0000 \uD83D\uDE00 \u00e9\r\n";
    assertThat(entryOf(GATE, record(line).build()).getLine()).isEqualTo(line);
  }

  @Test
  void metadataThatLokiWouldNotTakeIsLeftOutAndSaid() {
    Attributes.Builder many = Attributes.builder();
    for (int i = 0; i < 300; i++) {
      many.put("key" + i, i);
    }
    Map<String, String> kept = metadataOf(many.build());
    assertThat(kept).hasSize(Metadata.MAX_PAIRS).containsEntry("key0", "0");
    assertThat(kept).containsEntry("metadata_cut", "" + (300 - kept.size() + 1));

    Map<String, String> small =
        metadataOf(
            Attributes.builder()
                .put("huge", "x".repeat(Metadata.MAX_BYTES))
                .put("small", "y")
                .build());
    assertThat(small).containsOnly(entry("small", "y"), entry("metadata_cut", "1"));

    byte[] binary = new byte[Metadata.MAX_BYTES];
    binary[0] = (byte) 0xFF;
    Entry entry = entryOf(GATE, record(new Value.Bytes(ByteSlice.of(binary))).build());
    assertThat(entry.getLine()).startsWith("\uFFFD").hasSize(binary.length);
    assertThat(metadata(entry)).containsOnly(entry("metadata_cut", "1"));
  }

  @Test
  void aResourceLeavesRoomForItsRecords() {
    Attributes.Builder many = Attributes.builder().put("host.name", "gate");
    for (int i = 0; i < 300; i++) {
      many.put("key" + i, i);
    }
    LogRecord record = record("x").attributes(Attributes.of("own", "1")).build();
    Map<String, String> metadata = metadata(entryOf(Resource.of(many.build()), record));
    assertThat(metadata).hasSize(Metadata.MAX_RESOURCE_PAIRS + 1).containsEntry("own", "1");
    assertThat(metadata).containsKey("metadata_cut");
  }

  @Test
  void aRecordWithoutTimeHasTheObservedOne() {
    LogRecord record = LogRecord.builder(0, NOW + 5, Value.of("x")).build();
    Entry entry = entryOf(GATE, record);
    assertThat(entry.getTimestamp().getSeconds()).isEqualTo(NOW / 1_000_000_000);
    assertThat(entry.getTimestamp().getNanos()).isEqualTo(5);
    LogRecord ancient = LogRecord.builder(-1, NOW, Value.of("x")).build();
    assertThat(entryOf(GATE, ancient).getTimestamp().getSeconds()).isEqualTo(-1);
    assertThat(entryOf(GATE, ancient).getTimestamp().getNanos()).isEqualTo(999_999_999);
  }

  @Test
  void theSameBytesComeOutEachTime() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      lines.add("line " + i);
    }
    Chunk chunk = chunk(lines(GATE, lines.toArray(String[]::new)));
    PushRequest first = encode(chunk);
    encode(chunk(lines(resource("host.name", "other"), "between")));
    assertThat(encode(chunk)).isEqualTo(first);
    assertThat(ScriptedLoki.only(first).getEntriesList())
        .extracting(Entry::getLine)
        .isEqualTo(lines);
  }

  @Test
  void whatBreaksInTheMiddleLeavesNothingBehind() throws Exception {
    Chunk chunk = chunk(lines(GATE, "a", "b"));
    index.load(chunk);
    // One more than there are: stands for running out of memory half-way.
    assertThatThrownBy(() -> encoder.encode(index, Picked.range(0, 3)))
        .isInstanceOf(RuntimeException.class);
    assertThat(ScriptedLoki.only(encode(chunk)).getEntriesList())
        .extracting(Entry::getLine)
        .containsExactly("a", "b");
  }
}
