package io.cresset.exporters.loki;

import static io.cresset.exporters.loki.Chunks.GATE;
import static io.cresset.exporters.loki.Chunks.chunk;
import static io.cresset.exporters.loki.Chunks.logs;
import static io.cresset.exporters.loki.Chunks.record;
import static io.cresset.exporters.loki.Chunks.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Value;
import io.cresset.exporters.loki.push.Entry;
import io.cresset.exporters.loki.push.Stream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** An entry is the same whatever stands beside it, though what two have in common is made once. */
final class SideBySideTest {
  private static final List<Value> BODIES =
      List.of(
          Value.of("some line"),
          Value.of("another"),
          new Value.Bytes(ByteSlice.of(new byte[] {(byte) 0xFE, 'x'})));
  private static final List<Attributes> ATTRIBUTES =
      List.of(
          Attributes.empty(),
          Attributes.of("log.iostream", "stdout"),
          Attributes.of("log.iostream", "stderr"),
          Attributes.of("host.name", "taken"),
          Attributes.builder().put("log.iostream", "stdout").put("n", 1).build(),
          Attributes.builder().put("log.iostream", "stdout").put("n", 2).build());

  /** Two of the same stream, which differ in what does not stand in its labels. */
  private static final List<Resource> RESOURCES =
      List.of(GATE, GATE.with("rack", "1"), resource("job", "pods", "host.name", "node-1"));

  private final ChunkIndex index = new ChunkIndex(new Origins(new Streams(1000)));
  private final PushEncoder encoder = new PushEncoder();

  @Test
  void asIfItWereAlone() throws IOException {
    Random dice = new Random(6);
    for (int round = 0; round < 200; round++) {
      ResourceLogs[] all = new ResourceLogs[1 + dice.nextInt(4)];
      for (int i = 0; i < all.length; i++) {
        all[i] = logs(RESOURCES.get(dice.nextInt(RESOURCES.size())), records(dice));
      }
      index.load(chunk(all));
      Map<String, List<Entry>> alone = new HashMap<>();
      for (int i = 0; i < index.size(); i++) {
        entries(Picked.range(i, i + 1))
            .forEach(
                (labels, entry) ->
                    alone.computeIfAbsent(labels, _ -> new ArrayList<>()).addAll(entry));
      }
      assertThat(entries(Picked.range(0, index.size()))).isEqualTo(alone);
    }
  }

  /** Of few kinds, so that many are like the one before. */
  private static LogRecord[] records(Random dice) {
    LogRecord[] records = new LogRecord[1 + dice.nextInt(12)];
    for (int i = 0; i < records.length; i++) {
      LogRecord.Builder record = record(BODIES.get(dice.nextInt(BODIES.size())));
      record.attributes(ATTRIBUTES.get(dice.nextInt(ATTRIBUTES.size())));
      if (dice.nextInt(4) == 0) {
        record.severity(9, dice.nextBoolean() ? "INFO" : "notice");
      }
      if (dice.nextInt(8) == 0) {
        record.eventName("event");
      }
      if (dice.nextInt(8) == 0) {
        record.trace(ByteSlice.of(new byte[16]), ByteSlice.of(new byte[8]), dice.nextInt(2));
      }
      records[i] = record.build();
    }
    return records;
  }

  private Map<String, List<Entry>> entries(Picked some) throws IOException {
    Map<String, List<Entry>> found = new HashMap<>();
    for (Stream stream : ScriptedLoki.decode(encoder.encode(index, some)).getStreamsList()) {
      found.put(stream.getLabels(), stream.getEntriesList());
    }
    return found;
  }
}
