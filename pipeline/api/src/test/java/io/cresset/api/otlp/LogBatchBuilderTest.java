package io.cresset.api.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cresset.api.model.Batch;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogBatchBuilderTest {

  @Test
  void noBatchPassesTheLimitAndNoRecordIsLostOrMoved() {
    Random random = new Random(5);
    RandomModel model = new RandomModel(5);
    List<Resource> resources = List.of(model.resource(), model.resource(), model.resource());
    LogBatchBuilder builder = new LogBatchBuilder();
    Map<Resource, List<LogRecord>> expected = new HashMap<>();
    Map<Resource, List<LogRecord>> batched = new HashMap<>();
    for (int i = 0; i < 5_000; i++) {
      Resource resource = resources.get(random.nextInt(resources.size()));
      LogRecord record = random.nextInt(20) == 0 ? large(random.nextInt(300_000)) : model.record();
      expected.computeIfAbsent(resource, _ -> new ArrayList<>()).add(record);
      if (!builder.add(resource, record)) {
        take(builder.build(), batched);
        assertThat(builder.isEmpty()).isTrue();
        assertThat(builder.add(resource, record)).isTrue();
      }
    }
    take(builder.build(), batched);
    assertThat(batched).isEqualTo(expected);
  }

  private static void take(LogBatch batch, Map<Resource, List<LogRecord>> into) {
    int bytes = OtlpLogs.encode(batch).otlp().length();
    if (batch.recordCount() > 1) {
      assertThat(bytes).isLessThanOrEqualTo(Batch.MAX_ENCODED_BYTES);
    }
    for (ResourceLogs logs : batch.resources()) {
      into.computeIfAbsent(logs.resource(), _ -> new ArrayList<>()).addAll(logs.records());
    }
  }

  @Test
  void batchesAreFilled() {
    LogBatchBuilder builder = new LogBatchBuilder();
    LogRecord record = large(1_000);
    while (builder.add(Resource.empty(), record)) {
      assertThat(builder.isEmpty()).isFalse();
    }
    LogBatch batch = builder.build();
    assertThat(OtlpLogs.encode(batch).otlp().length())
        .isGreaterThan(Batch.MAX_ENCODED_BYTES - OtlpLogs.sizeInBatch(record) - 20);
  }

  @Test
  void aLoneRecordAlwaysFitsUpToItsOwnLimit() {
    LogBatchBuilder builder = new LogBatchBuilder();
    int overhead = OtlpLogs.sizeInBatch(large(100_000)) - 100_000;
    int most = LogRecord.MAX_ENCODED_BYTES - overhead;
    assertThat(builder.add(Resource.empty(), large(most))).isTrue();
    assertThat(builder.add(Resource.empty(), large(0))).isFalse();
    assertThat(builder.size()).isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.add(Resource.empty(), large(most + 1)))
        .withMessage("a record of 409601 encoded bytes; at most 409600");
  }

  @Test
  void buildEmptiesIt() {
    LogBatchBuilder builder = new LogBatchBuilder();
    PositionMoves positions = new PositionMoves(Map.of("k", Optional.of(ByteSlice.empty())));
    builder.add(Resource.empty(), large(1));
    assertThat(builder.build(positions).recordCount()).isEqualTo(1);
    assertThat(builder.isEmpty()).isTrue();
    assertThat(builder.build(positions)).isEqualTo(new LogBatch(List.of(), positions));
  }

  private static LogRecord large(int bytes) {
    return LogRecord.builder(1, 1, new Value.Text(ByteSlice.of(new byte[bytes]))).build();
  }
}
