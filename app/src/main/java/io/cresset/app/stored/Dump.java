package io.cresset.app.stored;

import io.cresset.api.export.Chunk;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.Point;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.ResourceMetrics;
import io.cresset.api.model.Signal;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.api.otlp.OtlpMetrics;
import io.cresset.app.print.OtlpJson;
import io.cresset.app.print.PlainText;
import io.cresset.app.print.RecordLine;
import io.cresset.core.log.StoredLog;
import io.cresset.core.log.StoredLogVisitor;
import java.io.BufferedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Prints a log's records, one a line, each with its number. Holds one frame at a time, and stops
 * when nobody reads what it prints.
 *
 * <pre>
 * 41 2026-01-02T03:04:05.000000006Z warning {host.name=ap, job=syslog} link is down {pid=7}
 * 42 2026-01-02T03:04:05Z {host.name=here, job=node-exporter} node_load1 0.53
 * </pre>
 */
public final class Dump implements StoredLogVisitor {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final PrintStream out;
  private final PrintStream err;
  private final boolean json;
  private final long from;
  private final long to;
  private long left;
  private boolean complete = true;
  private Signal signal = Signal.LOGS;
  private String name = "";
  private long number;

  /**
   * @param from number of the first record
   * @param to just past the number of the last
   * @param limit how many at most
   */
  public Dump(PrintStream out, PrintStream err, boolean json, long from, long to, long limit) {
    this.out =
        new PrintStream(new BufferedOutputStream(out, BUFFER_BYTES), false, StandardCharsets.UTF_8);
    this.err = err;
    this.json = json;
    this.from = from;
    this.to = to;
    this.left = limit;
  }

  /**
   * @return false if some of the records that were asked for are damaged
   */
  public boolean run(List<StoredLog> logs) {
    for (StoredLog log : logs) {
      if (left > 0 && from < to) {
        signal = log.signal();
        name = log.name();
        log.walk(from, this);
      }
    }
    out.flush();
    return complete;
  }

  @Override
  public boolean records(Records records) {
    Chunk.Frame frame = records.frame();
    if (frame.firstNumber() >= to) {
      return false;
    }
    if (frame.endNumber() > from) {
      number = frame.firstNumber();
      try {
        switch (signal) {
          case LOGS -> OtlpLogs.decode(frame.otlp()).forEach(this::logs);
          case METRICS -> OtlpMetrics.decode(frame.otlp()).forEach(this::metrics);
        }
      } catch (MalformedOtlp e) {
        incomplete(frame.firstNumber(), frame.endNumber(), "are not OTLP: " + e.getMessage());
      }
    }
    // Looks whether somebody still reads, which flushes: once a frame is enough.
    return left > 0 && frame.endNumber() < to && !out.checkError();
  }

  @Override
  public void damage(Damage damage) {
    if (damage.endLost() > from && damage.firstLost() < to && damage.records() > 0) {
      incomplete(
          damage.firstLost(),
          damage.endLost(),
          "are lost: " + Verification.place(damage) + ": " + damage.what());
    }
  }

  private void incomplete(long first, long end, String what) {
    complete = false;
    out.flush();
    err.println(
        "cresset: "
            + name
            + ": records "
            + first
            + " to "
            + (end - 1)
            + " "
            + PlainText.printable(what));
  }

  private void logs(ResourceLogs logs) {
    for (LogRecord record : logs.records()) {
      long at = number++;
      if (isWanted(at)) {
        out.println(
            json
                ? OtlpJson.of(
                    fields -> fields.writeNumberField("number", at), logs.resource(), record)
                : line(at, logs.resource(), record));
      }
    }
  }

  private static String line(long number, Resource resource, LogRecord record) {
    // The resource stands between the time and the rest, so that lines can be read in columns.
    String line = RecordLine.of(record);
    int blank = line.indexOf(' ');
    return number + " " + line.substring(0, blank) + " " + about(resource) + line.substring(blank);
  }

  private void metrics(ResourceMetrics metrics) {
    for (MetricFamily family : metrics.families()) {
      for (Point point : family.points()) {
        long at = number++;
        if (isWanted(at)) {
          out.println(
              json
                  ? OtlpJson.of(
                      fields -> fields.writeNumberField("number", at),
                      metrics.resource(),
                      family.spec(),
                      point)
                  : at
                      + " "
                      + PlainText.time(point.timeUnixNanos())
                      + " "
                      + about(metrics.resource())
                      + " "
                      + RecordLine.of(family.spec(), point));
        }
      }
    }
  }

  private static String about(Resource resource) {
    return PlainText.printable(PlainText.of(resource.attributes()));
  }

  private boolean isWanted(long at) {
    if (at < from || at >= to || left <= 0) {
      return false;
    }
    left--;
    return true;
  }
}
