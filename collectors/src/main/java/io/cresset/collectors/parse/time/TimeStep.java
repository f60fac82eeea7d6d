package io.cresset.collectors.parse.time;

import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.Step;
import io.cresset.api.collect.Tasks;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.collectors.parse.EachRecord;
import io.cresset.collectors.parse.Plausible;
import io.cresset.collectors.parse.StepCounts;
import io.cresset.collectors.parse.StreamTimes;
import io.cresset.collectors.parse.TextOf;
import io.cresset.collectors.pattern.LinearPattern;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Gives a record the time that its line has, in the user's format: also where its source has one
 * already, since the user knows better. A time that cannot be believed is not taken.
 */
final class TimeStep implements Step {
  private static final int READ = 0;
  private static final int UNREAD = 1;
  private static final int IMPLAUSIBLE = 2;

  /** How far into a body its time is looked for by a pattern. */
  private static final int MAX_BODY_BYTES = 4096;

  private static final int MAX_STAMP_BYTES = 128;

  private final TimeConfig config;
  private final ZoneId zone;
  private final StreamTimes streams = new StreamTimes();
  private final StepCounts counts;
  private final LongAdder[] records;

  TimeStep(TimeConfig config, String name, CollectorContext context) {
    this.config = config;
    this.zone = config.timezone().map(it -> it.id()).orElseGet(ZoneId::systemDefault);
    this.counts = new StepCounts(name, context);
    this.records = counts.counters(StepCounts.RECORDS, List.of("read", "unread", "implausible"));
  }

  @Override
  public void start(Tasks tasks) {
    counts.start(tasks);
  }

  @Override
  public LogBatch apply(LogBatch batch) {
    return EachRecord.of(batch, this::timed);
  }

  private LogRecord timed(Resource resource, LogRecord record) {
    long time =
        stamp(record)
            .map(stamp -> config.format().read(text(stamp), zone, record.observedUnixNanos()))
            .orElse(TimeFormat.NONE);
    if (Plausible.time(time, record.observedUnixNanos())) {
      records[READ].increment();
      streams.of(resource, record).note(record, time);
      return time == record.timeUnixNanos() ? record : record.withTime(time);
    }
    records[time == TimeFormat.NONE ? UNREAD : IMPLAUSIBLE].increment();
    if (!StreamTimes.hasNone(record)) {
      return record;
    }
    long inherited = streams.of(resource, record).inherited(record);
    return inherited == record.timeUnixNanos() ? record : record.withTime(inherited);
  }

  private Optional<ByteSlice> stamp(LogRecord record) {
    Optional<ByteSlice> text = TextOf.field(record, config.field(), MAX_BODY_BYTES);
    if (config.at().isEmpty() || text.isEmpty()) {
      return text;
    }
    LinearPattern.Matches found = config.at().get().in(text.get());
    int group = config.at().get().groupCount() > 0 ? 1 : 0;
    return found.next() ? found.group(group) : Optional.empty();
  }

  private static String text(ByteSlice stamp) {
    int length = Math.min(stamp.length(), MAX_STAMP_BYTES);
    return new String(stamp.array(), stamp.offset(), length, StandardCharsets.UTF_8);
  }
}
