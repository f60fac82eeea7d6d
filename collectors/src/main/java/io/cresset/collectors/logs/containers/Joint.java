package io.cresset.collectors.logs.containers;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogPieces;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Value;
import io.cresset.collectors.logs.tail.Records;
import io.cresset.collectors.logs.tail.Window;
import java.util.Arrays;

/**
 * Joins the parts that a runtime made of the lines of one stream. What is longer than the limit
 * goes out in pieces, each a record of its own, numbered by {@link LogPieces#NUMBER}; put one
 * behind the other they are the line, byte for byte.
 *
 * <p>A piece ends where a part ends, so the pieces of a line are the same whenever they are made,
 * unless what all lines hold together ran over its limit ({@link
 * io.cresset.collectors.logs.tail.Outlook#FULL}). Only a part that alone is longer than the limit
 * is cut inside. A piece has the time of the part that it begins with.
 */
final class Joint {
  private static final int UNKNOWN = -1;
  private static final byte[] NOTHING = {};

  private final int stream;
  private final ContainerSource source;
  private final int maxLineBytes;

  /** Parts that wait for the rest of their line. */
  private byte[] held = NOTHING;

  private int heldLength;
  private boolean holds;
  private long heldUnixNanos;
  private Attributes heldAttributes = Attributes.empty();

  /** The number of the next piece; 0 if a line begins. */
  private int number = UNKNOWN;

  /** Whether the line that is under way is not wanted. */
  private boolean dropping;

  Joint(int stream, ContainerSource source, int maxLineBytes) {
    this.stream = stream;
    this.source = source;
    this.maxLineBytes = maxLineBytes;
  }

  /** Learns what an earlier life has left, once reading has come to where it stopped. */
  void reach(long offset, Records out) {
    if (number == UNKNOWN && offset >= out.mark(stream)) {
      number = out.nextPiece(stream);
    }
  }

  /** Whether a line has begun of which not all is out. */
  boolean isUnderWay() {
    return holds || number != 0;
  }

  int heldBytes() {
    return held.length;
  }

  /**
   * Takes a line of the file.
   *
   * @param begin its offset, before which all of the stream has come
   * @param end the offset behind it
   * @param rest whether its beginning is out already; it is not held then, since reading cannot
   *     begin again inside of a line that others of the file have passed
   */
  void add(Window window, RuntimeLine line, long begin, long end, boolean rest, Records out)
      throws InterruptedException {
    reach(begin, out);
    if (heldLength + line.length() > maxLineBytes) {
      release(window, begin, out);
    }
    if (line.length() > maxLineBytes || rest) {
      addPieces(window, line, out);
      emit(window, line, end, line.isPartial(), out);
    } else if (line.isPartial()) {
      hold(line);
    } else if (holds) {
      hold(line);
      emitHeld(window, end, false, out);
    } else {
      emit(window, line, end, false, out);
    }
  }

  /** Sends what waits, as a piece whose line goes on in what begins here. */
  void release(Window window, long begin, Records out) throws InterruptedException {
    if (heldLength > 0) {
      emitHeld(window, begin, true, out);
    }
    // Of parts without any text nothing is left to say.
    holds = false;
  }

  /** Sends the beginning of a long line in pieces and leaves a rest in it, which is not empty. */
  void addPieces(Window window, RuntimeLine line, Records out) throws InterruptedException {
    while (line.length() > maxLineBytes) {
      int cut = line.from() + maxLineBytes;
      ByteSlice text = ByteSlice.of(line.array(), line.from(), maxLineBytes);
      emit(window, text, line.unixNanos(), line.attributes(), window.offsetOf(cut), true, out);
      line.cutBefore(cut);
    }
  }

  /** Nothing more comes: what waits is all that there is of its line. */
  void end(Window window, long offset, Records out) throws InterruptedException {
    if (holds) {
      emitHeld(window, offset, false, out);
    }
    number = 0;
  }

  private void hold(RuntimeLine line) {
    if (!holds) {
      holds = true;
      heldUnixNanos = line.unixNanos();
      heldAttributes = line.attributes();
    }
    int needed = heldLength + line.length();
    if (needed > held.length) {
      // A line of many parts is likely to have more of them.
      held = Arrays.copyOf(held, Math.min(Math.max(needed, 2 * held.length), maxLineBytes));
    }
    System.arraycopy(line.array(), line.from(), held, heldLength, line.length());
    heldLength = needed;
  }

  private void emitHeld(Window window, long mark, boolean goesOn, Records out)
      throws InterruptedException {
    // The record has the bytes from now on.
    ByteSlice text = ByteSlice.of(held, 0, heldLength);
    held = NOTHING;
    heldLength = 0;
    holds = false;
    emit(window, text, heldUnixNanos, heldAttributes, mark, goesOn, out);
  }

  private void emit(Window window, RuntimeLine line, long mark, boolean goesOn, Records out)
      throws InterruptedException {
    ByteSlice text = line.text();
    emit(window, text, line.unixNanos(), line.attributes(), mark, goesOn, out);
  }

  private void emit(
      Window window,
      ByteSlice text,
      long unixNanos,
      Attributes attributes,
      long mark,
      boolean goesOn,
      Records out)
      throws InterruptedException {
    int piece = number > 0 ? number : goesOn ? 1 : 0;
    number = goesOn ? piece + 1 : 0;
    if (piece <= 1) {
      dropping = !source.admits(unixNanos);
      if (piece == 1 && !dropping) {
        out.cutLine();
      }
    }
    if (dropping) {
      // The mark stays until the whole line is behind it.
      if (!goesOn) {
        out.pass(stream, mark);
      }
      return;
    }
    Attributes all =
        piece == 0
            ? attributes
            : attributes.toBuilder().put(LogPieces.NUMBER, (long) piece).build();
    LogRecord record =
        LogRecord.builder(unixNanos, window.nowUnixNanos(), Value.ofUtf8(text))
            .attributes(all)
            .build();
    out.add(stream, mark, number, source.resource(), record);
  }
}
