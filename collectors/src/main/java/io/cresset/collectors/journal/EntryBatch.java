package io.cresset.collectors.journal;

import io.cresset.api.collect.Emitter;
import io.cresset.api.model.InvalidTelemetry;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.otlp.LogBatchBuilder;

/** Records on their way to the emitter, with how far they go. Of one run of one task. */
final class EntryBatch {
  /** What was passed over is told after so many entries, too. */
  private static final int MAX_PASSED = 10_000;

  private final Emitter out;
  private final Progress progress;
  private final boolean positions;
  private final LogBatchBuilder records = new LogBatchBuilder();
  private int passed;

  /**
   * @param positions whether they are handed over; who only looks leaves none
   */
  EntryBatch(Emitter out, Progress progress, boolean positions) {
    this.out = out;
    this.progress = progress;
    this.positions = positions;
  }

  Emitter out() {
    return out;
  }

  /**
   * Adds a record. What was read before it is emitted if there is no room.
   *
   * @return false if no batch takes such a record
   */
  boolean add(Resource resource, LogRecord record) throws InterruptedException {
    if (progress.isFull()) {
      flush();
    }
    try {
      if (records.add(resource, record)) {
        return true;
      }
    } catch (InvalidTelemetry _) {
      return false;
    }
    flush();
    boolean added = records.add(resource, record);
    assert added : "a lone record always fits";
    return true;
  }

  /** An entry was read without giving a record. */
  void passed() throws InterruptedException {
    passed++;
    if (passed >= MAX_PASSED || progress.isFull()) {
      flush();
    }
  }

  /**
   * Hands over what was read and how far. The moves that came with records are in one batch with
   * them; more of them, as of thousands of files that were found, are in several.
   */
  void flush() throws InterruptedException {
    passed = 0;
    do {
      PositionMoves moves = progress.take();
      if (!positions) {
        moves = PositionMoves.none();
      }
      if (!records.isEmpty() || !moves.isEmpty()) {
        out.emit(records.build(moves));
      }
    } while (!progress.isEmpty());
  }
}
