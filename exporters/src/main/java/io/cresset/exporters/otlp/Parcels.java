package io.cresset.exporters.otlp;

import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome.Rejection;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.api.otlp.OtlpRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Makes of a chunk what goes into one request each: as many whole frames as fit, or a part of one.
 * Messages one after the other are one message, by protobuf's definition, so frames need not be
 * touched to be put together, but for what {@link ServiceNames} adds.
 */
final class Parcels {
  private final OtlpRecords records;
  private final List<Piece> pieces = new ArrayList<>();
  private final List<Rejection> unreadable = new ArrayList<>();

  /**
   * What one request carries.
   *
   * @param ranges the numbers of its records, as ranges with {@code reason} empty
   */
  record Parcel(List<ByteSlice> messages, List<Range> ranges) {
    Parcel {
      messages = List.copyOf(messages);
      ranges = List.copyOf(ranges);
    }

    int recordCount() {
      return ranges.stream().mapToInt(range -> Math.toIntExact(range.end - range.first)).sum();
    }

    /** Before compression. */
    int bytes() {
      return messages.stream().mapToInt(ByteSlice::length).sum();
    }

    /** The number just past its last record. */
    long end() {
      return ranges.getLast().end;
    }

    List<Rejection> rejected(String reason) {
      return ranges.stream().map(range -> new Rejection(range.first, range.end, reason)).toList();
    }
  }

  /** Record numbers from {@code first} to just before {@code end}. */
  record Range(long first, long end) {}

  /**
   * A frame of which all is to be sent, or a message of those of its records that are.
   *
   * @param numbers of its records, ascending, as ranges
   */
  private record Piece(ByteSlice otlp, List<Range> numbers) {
    int count() {
      return Math.toIntExact(numbers.stream().mapToLong(it -> it.end - it.first).sum());
    }

    long end() {
      return numbers.getLast().end;
    }

    /** How many of its records have numbers below this one. */
    int indexOf(long number) {
      long index = 0;
      for (Range range : numbers) {
        index += Math.clamp(number - range.first, 0, range.end - range.first);
      }
      return Math.toIntExact(index);
    }

    /** The numbers of some of its records, by their index. */
    List<Range> numbers(int from, int to) {
      List<Range> some = new ArrayList<>();
      long index = 0;
      for (Range range : numbers) {
        long size = range.end - range.first;
        long first = range.first + Math.clamp(from - index, 0, size);
        long end = range.first + Math.clamp(to - index, 0, size);
        if (first < end) {
          some.add(new Range(first, end));
        }
        index += size;
      }
      return some;
    }
  }

  /**
   * @param chunk whose frames are looked at once; one that cannot be read is left out
   */
  Parcels(Chunk chunk, OtlpRecords records, ServiceNames names) {
    this.records = records;
    for (Chunk.Frame frame : chunk.frames()) {
      String problem = problem(frame);
      if (!problem.isEmpty()) {
        long first = Math.max(frame.firstNumber(), chunk.firstNumber());
        unreadable.add(new Rejection(first, frame.endNumber(), problem));
      } else if (frame.selection().isAll()) {
        Range all = new Range(frame.firstNumber(), frame.endNumber());
        pieces.add(new Piece(named(frame.otlp(), names), List.of(all)));
      } else if (frame.selection().count(0, frame.recordCount()) > 0) {
        ByteSlice some = cut(frame.otlp(), frame.selection()::has);
        pieces.add(new Piece(named(some, names), selected(frame)));
      }
    }
  }

  private static ByteSlice named(ByteSlice otlp, ServiceNames names) {
    try {
      return names.fill(otlp);
    } catch (MalformedOtlp e) {
      // A resource that cannot be read goes as it is; the receiver may know more.
      return otlp;
    }
  }

  private static List<Range> selected(Chunk.Frame frame) {
    List<Range> ranges = new ArrayList<>();
    for (int i = 0; i < frame.recordCount(); i++) {
      int from = i;
      while (i < frame.recordCount() && frame.selection().has(i)) {
        i++;
      }
      if (from < i) {
        ranges.add(new Range(frame.firstNumber() + from, frame.firstNumber() + i));
      }
    }
    return ranges;
  }

  private String problem(Chunk.Frame frame) {
    try {
      int count = records.count(frame.otlp());
      return count == frame.recordCount()
          ? ""
          : "malformed OTLP: " + count + " records instead of " + frame.recordCount();
    } catch (MalformedOtlp e) {
      return "malformed OTLP: " + e.getMessage();
    }
  }

  /** The numbers of the frames that cannot be read. */
  List<Rejection> unreadable() {
    return unreadable;
  }

  /**
   * What to send next: at most {@code maxBytes}, but at least one record.
   *
   * @param from number of the first record that is not answered for
   * @return empty if there is none
   */
  Optional<Parcel> next(long from, int maxBytes) {
    List<ByteSlice> messages = new ArrayList<>();
    List<Range> ranges = new ArrayList<>();
    long bytes = 0;
    for (Piece piece : pieces) {
      if (piece.end() <= from) {
        continue;
      }
      bytes += piece.otlp.length();
      boolean whole = piece.numbers.getFirst().first >= from && bytes <= maxBytes;
      if (!whole) {
        return Optional.of(
            messages.isEmpty() ? part(piece, from, maxBytes) : new Parcel(messages, ranges));
      }
      messages.add(piece.otlp);
      ranges.addAll(piece.numbers);
    }
    return messages.isEmpty() ? Optional.empty() : Optional.of(new Parcel(messages, ranges));
  }

  /** As many of a piece's records as fit, supposing first that they are of one size. */
  private Parcel part(Piece piece, long from, int maxBytes) {
    int first = piece.indexOf(from);
    int all = piece.count();
    long fitting = (long) all * maxBytes / piece.otlp.length();
    int count = Math.clamp(fitting, 1, all - first);
    ByteSlice message = cut(piece.otlp, first, count);
    while (message.length() > maxBytes && count > 1) {
      // Nearer by proportion, and by a sixteenth at least, so that it does not take many tries.
      long nearer = (long) count * maxBytes / message.length();
      count = Math.clamp(nearer, 1, count - count / 16 - 1);
      message = cut(piece.otlp, first, count);
    }
    return new Parcel(List.of(message), piece.numbers(first, first + count));
  }

  private ByteSlice cut(ByteSlice otlp, int first, int count) {
    return cut(otlp, index -> index >= first && index < first + count);
  }

  private ByteSlice cut(ByteSlice otlp, IntPredicate some) {
    try {
      return records.cut(otlp, some);
    } catch (MalformedOtlp e) {
      throw new IllegalStateException("a frame that could be counted cannot be cut", e);
    }
  }
}
