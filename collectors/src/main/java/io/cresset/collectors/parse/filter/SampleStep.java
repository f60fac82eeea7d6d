package io.cresset.collectors.parse.filter;

import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.Step;
import io.cresset.api.collect.Tasks;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.api.model.Value;
import io.cresset.collectors.parse.BatchRoom;
import io.cresset.collectors.parse.EachRecord;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one in so many of the records that a rule is for: the first, so that what is rare is seen.
 * What is kept says for how many it stands, by its attribute {@value #ONE_IN}.
 */
final class SampleStep implements Step {
  static final String ONE_IN = "sample.one_in";

  private final List<SampleConfig.Rule> rules;
  private final RuleCounts counts;

  /** Records that do not say for how many they stand, because their batch is full. */
  private final LongAdder fullBatch;

  /** Records that each rule was for. */
  private final AtomicLongArray seen;

  SampleStep(SampleConfig config, String name, CollectorContext context) {
    this.rules = config.rules();
    this.seen = new AtomicLongArray(rules.size());
    this.counts =
        new RuleCounts(name, context, rules.stream().map(SampleConfig.Rule::name).toList());
    this.fullBatch = counts.fullBatch();
  }

  @Override
  public void start(Tasks tasks) {
    counts.start(tasks);
  }

  @Override
  public LogBatch apply(LogBatch batch) {
    BatchRoom room = new BatchRoom(batch);
    return EachRecord.of(batch, (resource, record) -> kept(resource, record, room));
  }

  private @Nullable LogRecord kept(Resource resource, LogRecord record, BatchRoom room) {
    for (int i = 0; i < rules.size(); i++) {
      SampleConfig.Rule rule = rules.get(i);
      if (rule.when().hold(resource, record)) {
        if (seen.getAndIncrement(i) % rule.keepOneIn() != 0) {
          counts.dropped(i);
          room.dropped(record);
          return null;
        }
        if (!room.take(ONE_IN, Long.BYTES)) {
          fullBatch.increment();
          return record;
        }
        return record.withAttributes(
            record.attributes().toBuilder().put(ONE_IN, Value.of(rule.keepOneIn())).build());
      }
    }
    return record;
  }
}
