package io.cresset.app.live;

import io.cresset.api.Time;
import io.cresset.api.collect.RunResult;
import io.cresset.api.export.View;
import io.cresset.api.model.Batch;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.Point;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.ResourceMetrics;
import io.cresset.api.model.Signal;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.api.otlp.OtlpMetrics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A view for one who watches: of what passes the filter, so many records a second as lines that
 * wait to be taken. It never holds up who brings them: what is over the rate is left out, what does
 * not fit among those that wait is lost, and both are counted. A record is put into words by its
 * bringer, because it may live in a buffer that is used again; that costs as much as the rate says.
 */
final class Tap implements View {

  /** How records become lines. */
  interface Printer {
    String line(String component, ResourceLogs about, LogRecord record);

    String line(
        String component, ResourceMetrics about, MetricFamily family, Point point, long timeNanos);

    /** What stands for a line that is too long: its beginning, in the form of a line. */
    String cut(String line, int length);
  }

  /**
   * What was taken from a tap.
   *
   * @param leftOut records that passed the filter and were over the rate since the last taking
   * @param lost records that did not fit among the waiting lines since the last taking
   */
  record Taken(List<String> lines, long leftOut, long lost) {
    boolean isNothing() {
      return lines.isEmpty() && leftOut == 0 && lost == 0;
    }
  }

  /** Lines wait for a reader in so much memory, about. */
  private static final int MAX_WAITING_CHARACTERS = 512 * 1024;

  private static final int MAX_LINE_CHARACTERS = 16 * 1024;
  private static final long WINDOW_NANOS = 1_000_000_000L;

  private final TapFilter filter;
  private final Printer printer;
  private final int rate;
  private final Time time;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Deque<String> waiting = new ArrayDeque<>();
  private int waitingCharacters;
  private long windowStartNanos;
  private int admitted;
  private long leftOut;
  private long lost;

  /**
   * @param rate records a second
   */
  Tap(TapFilter filter, Printer printer, int rate, Time time) {
    this.filter = filter;
    this.printer = printer;
    this.rate = rate;
    this.time = time;
    this.windowStartNanos = time.monotonicNanos();
  }

  @Override
  public Set<Signal> signals() {
    return filter.signals();
  }

  @Override
  public void accept(Run run, Batch batch) {
    if (!filter.component(run.component())) {
      return;
    }
    switch (batch) {
      case LogBatch some -> some.resources().forEach(one -> logs(run, one));
      case MetricBatch some -> some.resources().forEach(one -> metrics(run, one));
      case EncodedBatch some -> encoded(run, some);
    }
  }

  private void encoded(Run run, EncodedBatch batch) {
    try {
      switch (batch.signal()) {
        case LOGS -> OtlpLogs.decode(batch.otlp()).forEach(one -> logs(run, one));
        case METRICS -> OtlpMetrics.decode(batch.otlp()).forEach(one -> metrics(run, one));
      }
    } catch (MalformedOtlp e) {
      throw new IllegalStateException("a collector emitted what is not OTLP", e);
    }
  }

  private void logs(Run run, ResourceLogs about) {
    if (filter.resource(about.resource())) {
      for (LogRecord record : about.records()) {
        if (filter.record(record) && isAdmitted()) {
          offer(printer.line(run.component(), about, record));
        }
      }
    }
  }

  private void metrics(Run run, ResourceMetrics about) {
    if (filter.resource(about.resource())) {
      for (MetricFamily family : about.families()) {
        if (filter.name(family.spec().name())) {
          for (Point point : family.points()) {
            if (isAdmitted()) {
              long at = point.timeUnixNanos();
              long taken = at == 0 ? run.startedUnixNanos() : at;
              offer(printer.line(run.component(), about, family, point, taken));
            }
          }
        }
      }
    }
  }

  private boolean isAdmitted() {
    lock.lock();
    try {
      long now = time.monotonicNanos();
      if (now - windowStartNanos >= WINDOW_NANOS) {
        windowStartNanos = now;
        admitted = 0;
      }
      if (admitted < rate) {
        admitted++;
        return true;
      }
      leftOut++;
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void offer(String line) {
    String kept =
        line.length() <= MAX_LINE_CHARACTERS ? line : printer.cut(line, MAX_LINE_CHARACTERS);
    lock.lock();
    try {
      if (waitingCharacters + kept.length() > MAX_WAITING_CHARACTERS) {
        lost++;
        return;
      }
      waiting.add(kept);
      waitingCharacters += kept.length();
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for lines, and takes all that are there; nothing if none came in time. */
  Taken take(long limitNanos) throws InterruptedException {
    long end = time.monotonicNanos() + limitNanos;
    lock.lockInterruptibly();
    try {
      for (long left = limitNanos; waiting.isEmpty() && left > 0; ) {
        time.await(lock, arrived, left);
        left = end - time.monotonicNanos();
      }
      Taken taken = new Taken(new ArrayList<>(waiting), leftOut, lost);
      waiting.clear();
      waitingCharacters = 0;
      leftOut = 0;
      lost = 0;
      return taken;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void ended(Run run, RunResult result) {}

  @Override
  public void cancelled(String component, String task) {}

  @Override
  public void close() {}
}
