package io.cresset.core.log;

import io.cresset.api.Time;
import io.cresset.api.collect.Receipt;
import io.cresset.api.export.Chunk;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Signal;
import io.cresset.core.log.LogStatus.SinkStatus;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A log that keeps its records in memory and only the sources' positions on disk ({@code buffer:
 * memory}): for flash cards that are to be spared, where sources can be read again.
 *
 * <p>A position goes to disk once every sink has answered for what it covers. So a process that is
 * killed has lost what it took from sources that cannot be read again, and nothing of the others:
 * they are read again from there. A receipt says no more than that the records are in memory.
 *
 * <p>The positions are in the folder of the ordinary log, as batches that have no records; so
 * neither kind of log forgets where sources are when the configuration changes to the other. What
 * an ordinary log has left there undelivered stays, until that one runs again.
 */
public final class VolatileLog implements DurableLog {
  private final ThreadedLog records;
  private final ThreadedLog state;
  private final Logger logger;

  /** Held while a batch is taken, so that its numbers are known: it is the only way in. */
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock
  private final Deque<Move> pending = new ArrayDeque<>();

  /** Those of {@link #pending} that are due, but not on their way to the disk yet. */
  private final Map<String, Optional<ByteSlice>> delivered = new LinkedHashMap<>();

  private long end;
  private boolean closed;

  /** Moves of positions, and the number behind the records that they cover. */
  private static final class Move {
    final long end;
    final Map<String, Optional<ByteSlice>> moves;

    Move(long end, Map<String, Optional<ByteSlice>> moves) {
      this.end = end;
      this.moves = new LinkedHashMap<>(moves);
    }
  }

  private VolatileLog(ThreadedLog records, ThreadedLog state, Logger logger) {
    this.records = records;
    this.state = state;
    this.logger = logger;
  }

  /**
   * Opens the folder of a signal's log for positions, and a log in memory.
   *
   * @param memory how much the records may take
   * @param onDisk how much the folder may take
   * @throws LogFolderUnavailable if the folder cannot be created or not be read
   */
  public static VolatileLog open(
      Disk disk,
      Path folder,
      Signal signal,
      LogLimits memory,
      LogLimits onDisk,
      Time time,
      Logger logger)
      throws LogFolderUnavailable {
    ThreadedLog state = ThreadedLog.open(disk, folder, signal, onDisk, time, logger);
    for (SinkStatus left : state.status().sinks()) {
      if (left.lag() > 0) {
        logger.log(
            Level.WARNING,
            "{0}: {1} records wait on disk for {2} and stay there; without buffer: memory they are"
                + " delivered",
            folder,
            Long.toString(left.lag()),
            left.sink());
      }
    }
    ThreadedLog records = ThreadedLog.open(new HeapDisk(), folder, signal, memory, time, logger);
    return new VolatileLog(records, state, logger);
  }

  @Override
  public Signal signal() {
    return records.signal();
  }

  @Override
  public Receipt append(EncodedBatch batch) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      Receipt receipt =
          records.append(
              new EncodedBatch(
                  batch.signal(), batch.otlp(), batch.recordCount(), PositionMoves.none()));
      end += batch.recordCount();
      if (!batch.positions().isEmpty()) {
        moved(batch.positions().moves());
        noteDelivered();
      }
      return receipt;
    } finally {
      lock.unlock();
    }
  }

  /** Moves without records join those before them, so that there are no more than batches. */
  private void moved(Map<String, Optional<ByteSlice>> moves) {
    if (!pending.isEmpty() && pending.getLast().end == end) {
      pending.getLast().moves.putAll(moves);
    } else {
      pending.add(new Move(end, moves));
    }
  }

  @Override
  public void awaitRoom() throws InterruptedException {
    records.awaitRoom();
  }

  @Override
  public Optional<ByteSlice> position(String key) {
    lock.lock();
    try {
      Iterator<Move> newestFirst = pending.descendingIterator();
      while (newestFirst.hasNext()) {
        Optional<ByteSlice> value = newestFirst.next().moves.get(key);
        if (value != null) {
          return value;
        }
      }
      Optional<ByteSlice> value = delivered.get(key);
      return value != null ? value : state.position(key);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Map<String, ByteSlice> positions(String prefix) {
    lock.lock();
    try {
      Map<String, ByteSlice> found = state.positions(prefix);
      new PositionMoves(delivered).applyTo(found);
      pending.forEach(move -> new PositionMoves(move.moves).applyTo(found));
      found.keySet().removeIf(key -> !key.startsWith(prefix));
      return found;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Feed feed(String sink, Duration hold) {
    Feed feed = records.feed(sink, hold);
    return new Feed() {
      @Override
      public Optional<Chunk> poll(int maxBytes, Duration linger, Duration limit)
          throws InterruptedException {
        return feed.poll(maxBytes, linger, limit);
      }

      @Override
      public void commit(long upTo, long rejected, long unselected) {
        feed.commit(upTo, rejected, unselected);
        lock.lock();
        try {
          noteDelivered();
        } catch (InterruptedException e) {
          // It is noted with the next commit.
          Thread.currentThread().interrupt();
        } finally {
          lock.unlock();
        }
      }
    };
  }

  /** Puts positions on disk of which every sink has had all. The caller holds the lock. */
  private void noteDelivered() throws InterruptedException {
    LogStatus now = records.status();
    long answered =
        now.sinks().stream().mapToLong(sink -> now.end() - sink.lag()).min().orElse(now.end());
    while (!pending.isEmpty() && pending.getFirst().end <= answered) {
      delivered.putAll(pending.removeFirst().moves);
    }
    // A disk that takes nothing must not hold up who delivers: then they wait here, by key.
    while (!delivered.isEmpty() && state.status().state() == LogStatus.State.OK) {
      Map<String, Optional<ByteSlice>> some = firstDelivered();
      Receipt _ =
          state.append(new EncodedBatch(signal(), ByteSlice.empty(), 0, new PositionMoves(some)));
      delivered.keySet().removeAll(some.keySet());
    }
  }

  /** As many as one frame takes. */
  private Map<String, Optional<ByteSlice>> firstDelivered() {
    Map<String, Optional<ByteSlice>> some = new LinkedHashMap<>();
    int bytes = 0;
    for (Map.Entry<String, Optional<ByteSlice>> move : delivered.entrySet()) {
      bytes += PositionCodec.encodedBytes(Map.of(move.getKey(), move.getValue()));
      if (!some.isEmpty() && bytes > FrameHeader.MAX_POSITIONS_BYTES) {
        break;
      }
      some.put(move.getKey(), move.getValue());
    }
    return some;
  }

  @Override
  public long forget(String sink) {
    return records.forget(sink);
  }

  /** The records in memory, in the state of the folder if that cannot take positions. */
  @Override
  public LogStatus status() {
    LogStatus now = records.status();
    LogStatus disk = state.status();
    return disk.state() == LogStatus.State.OK ? now : now.in(disk.state(), disk.stateReason());
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
    } finally {
      lock.unlock();
    }
    records.close();
    for (SinkStatus sink : records.status().sinks()) {
      if (sink.lag() > 0) {
        logger.log(
            Level.WARNING,
            "{0} has not had {1} {2} that were only in memory: they are lost, except those of"
                + " sources that can be read again",
            sink.sink(),
            Long.toString(sink.lag()),
            signal() == Signal.LOGS ? "log records" : "data points");
      }
    }
    state.close();
  }
}
