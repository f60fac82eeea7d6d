package io.cresset.collectors.parse.detect;

import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.Step;
import io.cresset.api.collect.Tasks;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.Resource;
import io.cresset.collectors.parse.BatchRoom;
import io.cresset.collectors.parse.EachRecord;
import io.cresset.collectors.parse.StepCounts;
import io.cresset.collectors.parse.StreamTimes;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * Takes from each line what it says about itself:
 *
 * <pre>
 * {"level":"warn","time":"2026-01-02T03:04:05Z","msg":"slow","http":{"status":200}}
 *
 * time        2026-01-02T03:04:05Z, if the source has none
 * severity    13 (WARN), "warn"
 * attributes  http.status=200
 * body        as it was
 * </pre>
 */
final class DetectStep implements Step {
  private final DetectConfig config;
  private final ZoneId zone;
  private final StreamTimes streams = new StreamTimes();
  private final StepCounts counts;
  private final LongAdder[] records;
  private final LongAdder[] leftOut;

  /** Those that nobody uses now; as many as ever worked at a time. */
  private final Queue<LineDetector> detectors = new ConcurrentLinkedQueue<>();

  DetectStep(DetectConfig config, String name, CollectorContext context) {
    this.config = config;
    this.zone = config.timezone().map(it -> it.id()).orElseGet(ZoneId::systemDefault);
    this.counts = new StepCounts(name, context);
    this.records =
        counts.counters(
            StepCounts.RECORDS,
            Arrays.stream(LineDetector.Form.values()).map(LineDetector.Form::result).toList());
    this.leftOut =
        counts.counters(
            StepCounts.LEFT_OUT,
            Arrays.stream(Finding.LeftOut.values()).map(Finding.LeftOut::reason).toList());
  }

  static List<MetricSpec> specs() {
    return List.of(StepCounts.RECORDS, StepCounts.LEFT_OUT);
  }

  @Override
  public void start(Tasks tasks) {
    counts.start(tasks);
  }

  @Override
  public LogBatch apply(LogBatch batch) {
    LineDetector mine = detectors.poll();
    LineDetector detector = mine == null ? new LineDetector(config, zone, streams) : mine;
    detector.finding().begin(new BatchRoom(batch));
    LogBatch worked = EachRecord.of(batch, (resource, record) -> on(detector, resource, record));
    detectors.add(detector);
    return worked;
  }

  private LogRecord on(LineDetector detector, Resource resource, LogRecord record) {
    LogRecord worked = detector.detect(resource, record);
    records[detector.form().ordinal()].increment();
    for (Finding.LeftOut why : LEFT_OUTS) {
      int fields = detector.finding().leftOut(why);
      if (fields > 0) {
        leftOut[why.ordinal()].add(fields);
      }
    }
    return worked;
  }

  private static final Finding.LeftOut[] LEFT_OUTS = Finding.LeftOut.values();
}
