package io.cresset.core.runtime;

import io.cresset.api.Time;
import io.cresset.api.collect.Receipt;
import io.cresset.api.export.Chunk;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.Point;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Signal;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.api.otlp.OtlpMetrics;
import io.cresset.core.log.DurableLog;
import io.cresset.core.log.Feed;
import io.cresset.core.log.LogStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A log in memory that keeps everything, and can be told to have a full queue. */
public final class MemoryLog implements DurableLog {
  private static final UUID ID = new UUID(1, 2);

  private final Signal signal;
  private final Time time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<EncodedBatch> batches = new ArrayList<>();
  private final List<Chunk.Frame> frames = new ArrayList<>();
  private final Map<String, ByteSlice> positions = new LinkedHashMap<>();
  private final Map<String, MemoryFeed> feeds = new LinkedHashMap<>();
  private long end;
  private long framesUntilFull = Long.MAX_VALUE;
  private boolean full;
  private boolean closed;
  private int blocked;

  public MemoryLog(Signal signal, Time time) {
    this.signal = signal;
    this.time = time;
  }

  @Override
  public Signal signal() {
    return signal;
  }

  @Override
  public Receipt append(EncodedBatch batch) throws InterruptedException {
    if (batch.otlp().length() > MAX_PAYLOAD_BYTES) {
      throw new IllegalArgumentException(batch.otlp().length() + " bytes");
    }
    lock.lockInterruptibly();
    try {
      blocked++;
      if (closed) {
        throw new IllegalStateException("closed");
      }
      while (framesUntilFull <= 0) {
        changed.await();
      }
      framesUntilFull--;
      batches.add(batch);
      if (batch.recordCount() > 0) {
        frames.add(new Chunk.Frame(ID, 1, end, batch.recordCount(), batch.otlp()));
      }
      end += batch.recordCount();
      batch.positions().applyTo(positions);
      changed.signalAll();
      return Receipt.NOTHING_TO_KEEP;
    } finally {
      blocked--;
      lock.unlock();
    }
  }

  /** From now on appends wait, or go on again. */
  void full(boolean isFull) {
    fullAfter(isFull ? 0 : Long.MAX_VALUE);
  }

  /** After so many more frames, appends wait. */
  void fullAfter(long frames) {
    lock.lock();
    try {
      framesUntilFull = frames;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  int blocked() {
    lock.lock();
    try {
      return blocked;
    } finally {
      lock.unlock();
    }
  }

  List<EncodedBatch> batches() {
    lock.lock();
    try {
      return List.copyOf(batches);
    } finally {
      lock.unlock();
    }
  }

  List<ResourceLogs> logs() {
    List<ResourceLogs> logs = new ArrayList<>();
    try {
      for (EncodedBatch batch : batches()) {
        logs.addAll(OtlpLogs.decode(batch.otlp()));
      }
    } catch (MalformedOtlp e) {
      throw new AssertionError(e);
    }
    return logs;
  }

  /**
   * What tasks have reported: points as {@code name{labels} value}, ended ones as {@code
   * name{labels} ended}.
   */
  List<String> points() {
    return texts(families());
  }

  /** How targets are. */
  List<String> targets() {
    return texts(allFamilies().stream().filter(MemoryLog::isOfTarget).toList());
  }

  private static boolean isOfTarget(MetricFamily family) {
    String help = family.spec().help();
    return help.equals(Targets.UP.help()) || help.equals(Targets.DURATION.help());
  }

  private static List<String> texts(List<MetricFamily> families) {
    List<String> points = new ArrayList<>();
    for (MetricFamily family : families) {
      for (Point point : family.points()) {
        points.add(RecordingView.text(family.spec(), point));
      }
    }
    return points;
  }

  List<MetricFamily> families() {
    return allFamilies().stream().filter(family -> !isOfTarget(family)).toList();
  }

  private List<MetricFamily> allFamilies() {
    List<MetricFamily> families = new ArrayList<>();
    try {
      for (EncodedBatch batch : batches()) {
        OtlpMetrics.decode(batch.otlp()).forEach(about -> families.addAll(about.families()));
      }
    } catch (MalformedOtlp e) {
      throw new AssertionError(e);
    }
    return families;
  }

  @Override
  public Optional<ByteSlice> position(String key) {
    lock.lock();
    try {
      return Optional.ofNullable(positions.get(key));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Map<String, ByteSlice> positions(String prefix) {
    lock.lock();
    try {
      Map<String, ByteSlice> found = new HashMap<>(positions);
      found.keySet().removeIf(key -> !key.startsWith(prefix));
      return found;
    } finally {
      lock.unlock();
    }
  }

  /** From now on there is no room for what can be read again, or there is. */
  void roomForSources(boolean room) {
    lock.lock();
    try {
      full = !room;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void awaitRoom() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (full) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public MemoryFeed feed(String sink) {
    return feed(sink, Duration.ZERO);
  }

  @Override
  public MemoryFeed feed(String sink, Duration hold) {
    lock.lock();
    try {
      return feeds.computeIfAbsent(sink, _ -> new MemoryFeed());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long forget(String sink) {
    throw new UnsupportedOperationException();
  }

  @Override
  public LogStatus status() {
    lock.lock();
    try {
      List<LogStatus.SinkStatus> sinks = new ArrayList<>();
      feeds.forEach(
          (name, feed) ->
              sinks.add(
                  new LogStatus.SinkStatus(
                      name,
                      0,
                      feed.committed - feed.rejected - feed.unselected,
                      feed.rejected,
                      0,
                      feed.unselected,
                      end - feed.committed,
                      end == feed.committed ? 0 : time.unixNanos() - 1_500_000_000L)));
      return new LogStatus(LogStatus.State.OK, "", 0, end, end, 4096, 1, 0, 0, 0, sinks);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  /** Gives one frame a chunk, or several up to {@code maxBytes}. */
  final class MemoryFeed implements Feed {
    private long committed;
    private long rejected;
    private long unselected;

    @Override
    public Optional<Chunk> poll(int maxBytes, Duration linger, Duration limit)
        throws InterruptedException {
      lock.lockInterruptibly();
      try {
        long until = time.monotonicNanos() + limit.toNanos();
        while (committed == end) {
          long left = until - time.monotonicNanos();
          if (left <= 0) {
            return Optional.empty();
          }
          time.await(lock, changed, left);
        }
        List<Chunk.Frame> behind = new ArrayList<>();
        int bytes = 0;
        for (Chunk.Frame frame : frames) {
          if (frame.endNumber() > committed
              && (behind.isEmpty() || bytes + frame.otlp().length() <= maxBytes)) {
            behind.add(frame);
            bytes += frame.otlp().length();
          }
        }
        return Optional.of(new Chunk(signal, committed, behind));
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void commit(long upTo, long refused, long unwanted) {
      lock.lock();
      try {
        assert upTo > committed && refused + unwanted <= upTo - committed;
        committed = upTo;
        rejected += refused;
        unselected += unwanted;
      } finally {
        lock.unlock();
      }
    }

    long committed() {
      lock.lock();
      try {
        return committed;
      } finally {
        lock.unlock();
      }
    }

    long rejected() {
      lock.lock();
      try {
        return rejected;
      } finally {
        lock.unlock();
      }
    }
  }
}
