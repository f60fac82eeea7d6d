package io.cresset.core.rejected;

import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome.Rejection;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.api.otlp.OtlpRecords;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The records of one chunk that a sink refused, each cut out of its frame: no more than a request's
 * worth of them, so that a destination that refuses everything neither fills memory nor writes the
 * disk more often than the log itself does.
 */
final class Refusals {
  static final String TOO_MANY = "too_many";
  static final String TOO_LARGE = "too_large";
  static final String MALFORMED = "malformed";

  /** Of one chunk. */
  static final int MAX_RECORDS = 10_000;

  /** Of one chunk, which has a quarter of it; each record takes its resource along. */
  static final int MAX_BYTES = 4 << 20;

  /** Leaves room for the rest in a frame of the log. */
  private static final int MAX_RECORD_BYTES = 500 << 10;

  private final Chunk chunk;
  private final Refuser by;
  private final long nowUnixNanos;
  private final OtlpRecords records;
  private final List<RejectedRecord> taken = new ArrayList<>();
  private final Map<String, Long> leftOut = new TreeMap<>();
  private long before;
  private long bytes;

  private Refusals(String sink, Chunk chunk, long nowUnixNanos) {
    this.chunk = chunk;
    this.by = new Refuser(sink, chunk.signal());
    this.nowUnixNanos = nowUnixNanos;
    this.records = new OtlpRecords(chunk.signal());
  }

  /**
   * @param refused ranges, ascending and apart from each other
   * @param last up to where this sink's are set aside already
   */
  static Refusals of(
      String sink, Chunk chunk, List<Rejection> refused, LastKept last, long nowUnixNanos) {
    Refusals refusals = new Refusals(sink, chunk, nowUnixNanos);
    for (Chunk.Frame frame : chunk.frames()) {
      refusals.take(frame, refused, last);
    }
    return refusals;
  }

  private void take(Chunk.Frame frame, List<Rejection> refused, LastKept last) {
    BitSet wanted = new BitSet(frame.recordCount());
    String[] reasons = new String[frame.recordCount()];
    for (Rejection range : refused) {
      long from = Math.max(range.firstNumber(), Math.max(frame.firstNumber(), chunk.firstNumber()));
      long to = Math.min(range.endNumber(), frame.endNumber());
      for (long number = from; number < to; number++) {
        int index = Math.toIntExact(number - frame.firstNumber());
        if (!frame.selection().has(index)) {
          continue;
        }
        if (last.covers(frame.logId(), frame.epoch(), number)) {
          before++;
        } else {
          wanted.set(index);
          reasons[index] = range.reason();
        }
      }
    }
    if (wanted.isEmpty()) {
      return;
    }
    try {
      if (records.count(frame.otlp()) != frame.recordCount()) {
        leaveOut(MALFORMED, wanted.cardinality());
        return;
      }
      records.each(
          frame.otlp(),
          wanted::get,
          (index, alone) ->
              add(
                  new RejectedRecord(
                      nowUnixNanos,
                      by,
                      String.valueOf(reasons[index]),
                      frame.logId(),
                      frame.epoch(),
                      frame.firstNumber() + index,
                      alone)));
    } catch (MalformedOtlp _) {
      // It was counted whole, so this is at its very beginning.
      leaveOut(MALFORMED, wanted.cardinality());
    }
  }

  private void add(RejectedRecord record) {
    int size = record.otlp().length();
    if (size > MAX_RECORD_BYTES) {
      leaveOut(TOO_LARGE, 1);
    } else if (taken.size() == MAX_RECORDS || bytes + size > MAX_BYTES) {
      leaveOut(TOO_MANY, 1);
    } else {
      taken.add(record);
      bytes += size;
    }
  }

  private void leaveOut(String reason, long count) {
    leftOut.merge(reason, count, Long::sum);
  }

  Refuser by() {
    return by;
  }

  /** Those to set aside now, ascending. */
  List<RejectedRecord> taken() {
    return taken;
  }

  /** How many are set aside already. */
  long before() {
    return before;
  }

  /** How many are not to be set aside, by the reason. */
  Map<String, Long> leftOut() {
    return leftOut;
  }
}
