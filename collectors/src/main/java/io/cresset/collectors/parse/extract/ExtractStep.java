package io.cresset.collectors.parse.extract;

import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.Step;
import io.cresset.api.collect.Tasks;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Value;
import io.cresset.collectors.parse.BatchRoom;
import io.cresset.collectors.parse.EachRecord;
import io.cresset.collectors.parse.Levels;
import io.cresset.collectors.parse.StepCounts;
import io.cresset.collectors.parse.TextOf;
import io.cresset.collectors.pattern.LinearPattern;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Takes attributes from a line by a pattern. They replace what is there under their names, since
 * the user has named them; a line without a match stays as it is.
 */
final class ExtractStep implements Step {
  private static final int MATCHED = 0;
  private static final int UNMATCHED = 1;
  private static final int FULL_BATCH = 2;

  private final ExtractConfig config;
  private final StepCounts counts;
  private final LongAdder[] records;

  ExtractStep(ExtractConfig config, String name, CollectorContext context) {
    this.config = config;
    this.counts = new StepCounts(name, context);
    this.records =
        counts.counters(StepCounts.RECORDS, List.of("matched", "unmatched", "full_batch"));
  }

  @Override
  public void start(Tasks tasks) {
    counts.start(tasks);
  }

  @Override
  public LogBatch apply(LogBatch batch) {
    BatchRoom room = new BatchRoom(batch);
    return EachRecord.of(batch, (_, record) -> extract(record, room));
  }

  private LogRecord extract(LogRecord record, BatchRoom room) {
    Optional<ByteSlice> text = TextOf.field(record, config.field(), config.maxBodyBytes().bytes());
    if (text.isEmpty()) {
      records[UNMATCHED].increment();
      return record;
    }
    LinearPattern.Matches found = config.pattern().in(text.get());
    if (!found.next()) {
      records[UNMATCHED].increment();
      return record;
    }
    Attributes.Builder attributes = record.attributes().toBuilder();
    int severity = 0;
    String word = "";
    for (LinearPattern.Group group : config.pattern().groups()) {
      Optional<ByteSlice> part = found.group(group.number());
      if (part.isPresent()) {
        if (!room.take(config.prefix() + group.name(), part.get().length())) {
          records[FULL_BATCH].increment();
          return record;
        }
        Value value = Value.ofUtf8(part.get());
        attributes.put(config.prefix() + group.name(), value);
        if (config.severity().isPresent() && config.severity().get().equals(group.name())) {
          word = value.toString();
          severity = Levels.ofText(word);
        }
      }
    }
    records[MATCHED].increment();
    LogRecord extracted = record.withAttributes(attributes.build());
    return severity == 0 ? extracted : withSeverity(extracted, severity, word);
  }

  private static LogRecord withSeverity(LogRecord record, int severity, String word) {
    return new LogRecord(
        record.timeUnixNanos(),
        record.observedUnixNanos(),
        severity,
        Levels.isNumber(word) ? Levels.name(severity) : word.strip(),
        record.eventName(),
        record.body(),
        record.attributes(),
        record.traceId(),
        record.spanId(),
        record.flags());
  }
}
