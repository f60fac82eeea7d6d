package io.cresset.collectors.logs.tail;

import io.cresset.api.Time;
import io.cresset.api.collect.Emitter;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.InvalidTelemetry;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.otlp.LogBatchBuilder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Batches on their way from the thread that reads to the one that emits. They are two, so that
 * files are still found and opened, and those deleted are kept, while the log is full and the
 * emitter waits. One that could not be emitted because the program ends is read again in its next
 * life: its positions were not stored either.
 */
final class Outbox {
  /** While so many wait, nothing is read. */
  private static final int MAX_WAITING = 2;

  /** Positions in a batch; each takes some 100 bytes of a frame. */
  private static final int MAX_MOVES = 1000;

  /**
   * Half of what a batch may have: fields that a step finds can be three times their line, and with
   * them the batch must still be one frame, since it moves positions.
   */
  private static final int MAX_BATCH_BYTES = 128 * 1024;

  /** The key of no file: a file's has a dot. */
  private static final String BEGUN = "begun";

  private final LogBatchBuilder records = new LogBatchBuilder(MAX_BATCH_BYTES);
  private final List<Tailed> moved = new ArrayList<>();
  private final Map<String, Optional<ByteSlice>> others = new HashMap<>();

  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock:
  private final Deque<LogBatch> waiting = new ArrayDeque<>();
  private boolean ended;

  private final Time time;

  Outbox(Time time) {
    this.time = time;
  }

  // The reading thread:

  /** Takes a record, and before it, if they do not fit together, closes the batch so far. */
  void add(Resource resource, LogRecord record) {
    if (!records.add(resource, record)) {
      seal();
      boolean added = records.add(resource, record);
      assert added : "a lone record always fits";
    }
  }

  /** The file's marks go into the batch with the records added before. */
  void moved(Tailed file) {
    if (!file.moved) {
      file.moved = true;
      moved.add(file);
    }
  }

  /** The file's position is forgotten with this batch. */
  void gone(Tailed file) {
    if (file.stored || file.moved) {
      file.moved = false;
      file.stored = false;
      moved.remove(file);
      gone(file.positionKey());
    }
  }

  /** Somebody has looked, so that a later life knows what has come to be since. */
  void begun() {
    others.put(BEGUN, Optional.of(ByteSlice.of(new byte[] {1})));
  }

  void gone(String key) {
    others.put(key, Optional.empty());
    sealIfManyMoves();
  }

  /** To be called between lines, when marks and records agree. */
  void sealIfManyMoves() {
    if (moved.size() + others.size() >= MAX_MOVES) {
      seal();
    }
  }

  /** Closes the batch, if there is anything in it. */
  void seal() {
    if (records.isEmpty() && moved.isEmpty() && others.isEmpty()) {
      return;
    }
    Map<String, Optional<ByteSlice>> moves = new HashMap<>(others);
    for (Tailed file : moved) {
      Reading reading = file.chain.reading;
      if (reading != null && reading.file.equals(file) && reading.before.length > 0) {
        file.tail = reading.tail();
      }
      moves.put(file.positionKey(), Optional.of(file.position().encode()));
      file.moved = false;
      file.stored = true;
    }
    moved.clear();
    others.clear();
    LogBatch batch = records.build(new PositionMoves(moves));
    lock.lock();
    try {
      waiting.add(batch);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean hasRoom() {
    lock.lock();
    try {
      return waiting.size() < MAX_WAITING;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for room, or so long. */
  void awaitRoom(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (waiting.size() >= MAX_WAITING) {
        time.await(lock, changed, nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until all that was sealed is emitted. */
  void awaitEmpty() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!waiting.isEmpty()) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Gives up what was not sealed; it is read again. */
  void reset() {
    if (!records.isEmpty()) {
      LogBatch _ = records.build();
    }
    moved.clear();
    others.clear();
  }

  /** Nothing more is sealed. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether all that was sealed is emitted. */
  boolean isEmpty() {
    lock.lock();
    try {
      return waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  // The emitting thread:

  /** Emits what comes, until it has ended or is interrupted. */
  void emitAll(Emitter out) throws InterruptedException {
    for (Optional<LogBatch> next = awaitNext(); next.isPresent(); next = awaitNext()) {
      emitted(out, next.get());
    }
  }

  /** Emits what is there. */
  void emitWaiting(Emitter out) throws InterruptedException {
    while (!isEmpty()) {
      emitted(out, awaitNext().orElseThrow());
    }
  }

  private Optional<LogBatch> awaitNext() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty() && !ended) {
        changed.await();
      }
      return Optional.ofNullable(waiting.peekFirst());
    } finally {
      lock.unlock();
    }
  }

  private void emitted(Emitter out, LogBatch batch) throws InterruptedException {
    try {
      out.emit(batch);
    } catch (InvalidTelemetry e) {
      // It is counted where it was refused, and would be refused again.
      done();
      throw e;
    }
    done();
  }

  private void done() {
    lock.lock();
    try {
      waiting.removeFirst();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
