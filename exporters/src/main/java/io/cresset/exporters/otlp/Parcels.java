package io.cresset.exporters.otlp;

import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome.Rejection;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.otlp.MalformedOtlp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes of a chunk what goes into one request each: as many whole frames as fit, or a part of one.
 * Messages one after the other are one message, by protobuf's definition, so frames need not be
 * touched to be put together.
 */
final class Parcels {
  private final Records records;
  private final List<Chunk.Frame> frames = new ArrayList<>();
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
   * @param chunk whose frames are looked at once; one that cannot be read is left out
   */
  Parcels(Chunk chunk, Records records) {
    this.records = records;
    for (Chunk.Frame frame : chunk.frames()) {
      String problem = problem(frame);
      if (problem.isEmpty()) {
        frames.add(frame);
      } else {
        long first = Math.max(frame.firstNumber(), chunk.firstNumber());
        unreadable.add(new Rejection(first, frame.endNumber(), problem));
      }
    }
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
    for (Chunk.Frame frame : frames) {
      if (frame.endNumber() <= from) {
        continue;
      }
      bytes += frame.otlp().length();
      boolean whole = frame.firstNumber() >= from && bytes <= maxBytes;
      if (!whole) {
        return Optional.of(
            messages.isEmpty() ? part(frame, from, maxBytes) : new Parcel(messages, ranges));
      }
      messages.add(frame.otlp());
      ranges.add(new Range(frame.firstNumber(), frame.endNumber()));
    }
    return messages.isEmpty() ? Optional.empty() : Optional.of(new Parcel(messages, ranges));
  }

  /** As many of a frame's records as fit, supposing first that they are of one size. */
  private Parcel part(Chunk.Frame frame, long from, int maxBytes) {
    int first = Math.toIntExact(Math.max(0, from - frame.firstNumber()));
    int left = frame.recordCount() - first;
    long fitting = (long) frame.recordCount() * maxBytes / frame.otlp().length();
    int count = Math.clamp(fitting, 1, left);
    ByteSlice message = cut(frame, first, count);
    while (message.length() > maxBytes && count > 1) {
      // Nearer by proportion, and by a sixteenth at least, so that it does not take many tries.
      long nearer = (long) count * maxBytes / message.length();
      count = Math.clamp(nearer, 1, count - count / 16 - 1);
      message = cut(frame, first, count);
    }
    long number = frame.firstNumber() + first;
    return new Parcel(List.of(message), List.of(new Range(number, number + count)));
  }

  private ByteSlice cut(Chunk.Frame frame, int first, int count) {
    try {
      return records.cut(frame.otlp(), first, first + count);
    } catch (MalformedOtlp e) {
      throw new IllegalStateException("a frame that could be counted cannot be cut", e);
    }
  }
}
