package io.cresset.collectors.journal;

import io.cresset.api.Time;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.InvalidTelemetry;
import io.cresset.api.model.LogPieces;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Value;
import java.util.Optional;

/**
 * Emits an entry as a record, or as several if its message is long. The pieces of a message have
 * the attribute {@code log.piece} = 1, 2, ..., the last one also {@code log.piece.last}, and equal
 * attributes besides.
 */
final class EntryRecords {
  /** A record may take 400 KiB; attributes have their own limit below. */
  static final int PIECE_BYTES = 256 * 1024;

  private final EntryMapping mapping;
  private final UnitFilter units;
  private final Progress progress;
  private final JournalCounts counts;
  private final Time time;

  EntryRecords(
      EntryMapping mapping, UnitFilter units, Progress progress, JournalCounts counts, Time time) {
    this.mapping = mapping;
    this.units = units;
    this.progress = progress;
    this.counts = counts;
    this.time = time;
  }

  /** Emits what is short as a rule, and comes whole or not at all. */
  void emit(JournalEntry entry, EntryBatch batch) throws InterruptedException {
    boolean _ = emit(entry, Optional.empty(), batch);
  }

  /** Emits an entry; whether it is wanted. */
  boolean emit(JournalEntry entry, FollowedFile file, EntryBatch batch)
      throws InterruptedException {
    return emit(entry, Optional.of(file), batch);
  }

  private boolean emit(JournalEntry entry, Optional<FollowedFile> from, EntryBatch batch)
      throws InterruptedException {
    counts.lostFields(entry.lostFields());
    if (!units.takes(entry)) {
      counts.filtered();
      return false;
    }
    EntryMapping.Mapped mapped;
    try {
      mapped = mapping.of(entry, time.unixNanos());
    } catch (InvalidTelemetry _) {
      return invalid(batch);
    }
    ByteSlice body = mapped.body();
    if (mapped.cut() || body.length() > PIECE_BYTES) {
      counts.cut();
    }
    if (body.length() <= PIECE_BYTES) {
      return batch.add(mapped.resource(), mapped.record()) || invalid(batch);
    }
    int start = 0;
    int done = from.map(FollowedFile::pieces).orElse(0);
    for (int piece = 1; start < body.length(); piece++) {
      int end = end(body, start);
      if (piece > done) {
        LogRecord part = piece(mapped.record(), body.slice(start, end - start), piece);
        if (end == body.length()) {
          part =
              part.withAttributes(
                  part.attributes().toBuilder().put(LogPieces.LAST, Value.of(true)).build());
        }
        if (!batch.add(mapped.resource(), part)) {
          return invalid(batch);
        }
        if (from.isPresent()) {
          from.get().readPieces(piece);
          progress.touch(from.get());
        }
      }
      start = end;
    }
    return true;
  }

  /** Counts an entry that cannot be a record, which would come again after every start. */
  private boolean invalid(EntryBatch batch) {
    counts.missing(JournalCounts.Reason.INVALID, 1);
    batch.out().dropped(JournalCounts.Reason.INVALID.label(), 1);
    return false;
  }

  private static LogRecord piece(LogRecord whole, ByteSlice body, int number) {
    return LogRecord.builder(whole.timeUnixNanos(), whole.observedUnixNanos(), Value.ofUtf8(body))
        .severity(whole.severityNumber(), whole.severityText())
        .attributes(whole.attributes().toBuilder().put(LogPieces.NUMBER, number).build())
        .build();
  }

  /** Where a piece ends: not within a character, if these are characters. */
  private static int end(ByteSlice body, int from) {
    int end = Math.min(from + PIECE_BYTES, body.length());
    for (int back = 0; end < body.length() && back < 4; back++) {
      if ((body.at(end - back) & 0xC0) != 0x80) {
        return end - back;
      }
    }
    return end;
  }
}
