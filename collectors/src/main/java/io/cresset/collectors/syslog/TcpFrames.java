package io.cresset.collectors.syslog;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.text.Digits;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;

/**
 * Finds the lines in what one TCP connection sends, after RFC 6587. How a line is framed is decided
 * at its first byte:
 *
 * <ul>
 *   <li><b>Counted</b>, {@code LENGTH SP LINE}: a number of up to {@value #MAX_COUNT_DIGITS} digits
 *       that does not begin with 0, a space, and {@code <PRI>}. Once a connection has sent such a
 *       frame the priority is no longer asked for. Until then it is what tells a count from a raw
 *       line that begins with a number.
 *   <li><b>Terminated</b>: anything else, up to LF or NUL. A CR before the LF belongs to it.
 * </ul>
 *
 * <p>One LF, CR LF or NUL at the end of a counted line is framing too, for rsyslog counts it in;
 * terminators between lines are skipped.
 *
 * <p>If a connection that sends counted frames has neither a count nor {@code <} where a frame
 * should begin, the length before was wrong. Then the bytes up to the next LF, NUL or what looks
 * like a frame's head are handed out as {@link Kind#BROKEN}, and reading goes on there.
 *
 * <p>A line over the limit is handed out in pieces of the limit, cut between characters.
 *
 * <p>The buffer is only ever appended to, and replaced when it is full: what was handed out refers
 * to it and stays as it is. Memory is bounded by the limit, and small while little comes in. For a
 * buffer over the smallest the bytes must be had from what all connections share; while they cannot
 * be had, a line that the smallest does not hold is handed out in pieces too.
 */
final class TcpFrames {
  static final int MAX_COUNT_DIGITS = 6;
  static final int SMALLEST_BUFFER_BYTES = 4 * 1024;
  private static final int LARGEST_BUFFER_BYTES = 64 * 1024;
  private static final int LEAST_ROOM_BYTES = 1024;

  private static final int NO_HEAD = -1;
  private static final int MORE = -2;

  /** What {@link #next} found. */
  enum Kind {
    /** Nothing whole; read more. */
    NONE,
    /** A line. */
    LINE,
    /** The first, or a further piece of a line over the limit: see {@link #piece()}. */
    PIECE,
    /** Bytes that belong to no frame. */
    BROKEN
  }

  private int maxLineBytes;
  private Semaphore sharedBytes;

  /** What was taken of {@link #sharedBytes} for the buffer. */
  private int permits;

  private byte[] buffer = new byte[SMALLEST_BUFFER_BYTES];
  private int start;
  private int end;

  /** No terminator lies before this index. */
  private int scanned;

  private int nextBufferBytes = SMALLEST_BUFFER_BYTES;

  /** Whether the connection has sent a counted frame. */
  private boolean counted;

  /**
   * Bytes of the counted line at {@link #start} that are not handed out; 0 if it is not counted.
   */
  private int countedBytes;

  /** How often the line at {@link #start} was cut before. */
  private int pieces;

  private boolean broken;
  private ByteSlice found = ByteSlice.empty();
  private int foundPiece;

  /**
   * @param sharedBytes permits for the bytes of buffers over the smallest
   */
  TcpFrames(int maxLineBytes, Semaphore sharedBytes) {
    this.maxLineBytes = maxLineBytes;
    this.sharedBytes = sharedBytes;
  }

  /**
   * Where to put what comes next, once {@link #next} has found nothing more; tell {@link #received}
   * how much it was.
   */
  ByteBuffer room() {
    boolean made = makeRoom();
    assert made : "more is pending than next() leaves";
    return ByteBuffer.wrap(buffer, end, buffer.length - end);
  }

  /**
   * Takes a new buffer if this one is full; false if there is none that what is pending leaves room
   * in.
   */
  private boolean makeRoom() {
    if (buffer.length - end >= LEAST_ROOM_BYTES) {
      return true;
    }
    int pending = end - start;
    int bytes = Math.max(nextBufferBytes, 2 * pending + LEAST_ROOM_BYTES);
    int taken = 0;
    if (bytes > SMALLEST_BUFFER_BYTES) {
      if (sharedBytes.tryAcquire(bytes)) {
        taken = bytes;
      } else {
        bytes = SMALLEST_BUFFER_BYTES;
      }
    }
    if (bytes - pending < LEAST_ROOM_BYTES) {
      return false;
    }
    byte[] next = new byte[bytes];
    System.arraycopy(buffer, start, next, 0, pending);
    giveBack();
    permits = taken;
    scanned = Math.max(0, scanned - start);
    buffer = next;
    start = 0;
    end = pending;
    return true;
  }

  private void giveBack() {
    sharedBytes.release(permits);
    permits = 0;
  }

  /**
   * Goes on with other limits, and lets go of the old ones. Where the new ones have no bytes left
   * the buffer counts for nothing until it is replaced: it must stay, for what is pending in it.
   */
  TcpFrames movedTo(int newMaxLineBytes, Semaphore newSharedBytes) {
    int wanted = buffer.length > SMALLEST_BUFFER_BYTES ? buffer.length : 0;
    giveBack();
    maxLineBytes = newMaxLineBytes;
    sharedBytes = newSharedBytes;
    permits = newSharedBytes.tryAcquire(wanted) ? wanted : 0;
    return this;
  }

  /** Lets go of the buffer, and of what is pending in it. */
  void close() {
    giveBack();
    buffer = new byte[0];
    start = 0;
    end = 0;
    scanned = 0;
  }

  void received(int bytes) {
    boolean full = end + bytes == buffer.length;
    boolean little = bytes < (buffer.length - end) / 4;
    if (full) {
      nextBufferBytes = Math.min(2 * nextBufferBytes, LARGEST_BUFFER_BYTES);
    } else if (little) {
      nextBufferBytes = Math.max(nextBufferBytes / 2, SMALLEST_BUFFER_BYTES);
    }
    end += bytes;
  }

  /** What {@link #next} found last. */
  ByteSlice found() {
    return found;
  }

  /** For {@link Kind#PIECE}: 1 for the first. */
  int piece() {
    return foundPiece;
  }

  /** Moves on to the next line or piece of one. */
  Kind next() {
    while (true) {
      if (atFrameStart() && !begin()) {
        return Kind.NONE;
      }
      Kind kind = countedBytes > 0 ? nextCounted() : nextTerminated();
      if (kind == Kind.NONE) {
        return makeRoom() ? kind : cut(end - 1);
      }
      if (found.length() > 0) {
        return kind;
      }
    }
  }

  private boolean atFrameStart() {
    return countedBytes == 0 && pieces == 0 && !broken && scanned <= start;
  }

  /** Decides the framing of what begins here; false if more bytes are needed for that. */
  private boolean begin() {
    while (start < end && isTerminator(buffer[start])) {
      start++;
    }
    if (start == end) {
      return false;
    }
    int head = headEnd(start, !counted);
    if (head == MORE) {
      return false;
    }
    if (head == NO_HEAD) {
      broken = counted && buffer[start] != '<';
      return true;
    }
    counted = true;
    countedBytes = Digits.number(buffer, start, head - 1 - start);
    start = head;
    return true;
  }

  /**
   * The index behind {@code LENGTH SP}, {@link #NO_HEAD}, or {@link #MORE} if the bytes end first.
   *
   * @param withPriority whether {@code <PRI>} must follow
   */
  private int headEnd(int from, boolean withPriority) {
    if (buffer[from] < '1' || buffer[from] > '9') {
      return NO_HEAD;
    }
    int at = digitsEnd(from + 1);
    if (at - from > MAX_COUNT_DIGITS) {
      return NO_HEAD;
    }
    if (at == end) {
      return MORE;
    }
    if (buffer[at] != ' ') {
      return NO_HEAD;
    }
    int head = at + 1;
    if (!withPriority) {
      return head;
    }
    if (head == end) {
      return MORE;
    }
    if (buffer[head] != '<') {
      return NO_HEAD;
    }
    int close = digitsEnd(head + 1);
    int digits = close - head - 1;
    if (close == end) {
      return digits > 3 ? NO_HEAD : MORE;
    }
    return buffer[close] == '>' && digits >= 1 && digits <= 3 ? head : NO_HEAD;
  }

  private int digitsEnd(int from) {
    int at = from;
    while (at < end && Digits.isDigit(buffer[at])) {
      at++;
    }
    return at;
  }

  private Kind nextCounted() {
    int available = end - start;
    if (countedBytes > maxLineBytes) {
      return available <= maxLineBytes ? Kind.NONE : cut(start + maxLineBytes);
    }
    if (available < countedBytes) {
      return Kind.NONE;
    }
    int lineEnd = start + countedBytes;
    Kind kind = whole(withoutTerminator(lineEnd), lineEnd);
    countedBytes = 0;
    return kind;
  }

  private int withoutTerminator(int lineEnd) {
    if (buffer[lineEnd - 1] == 0) {
      return lineEnd - 1;
    }
    return buffer[lineEnd - 1] == '\n' ? withoutReturn(lineEnd - 1) : lineEnd;
  }

  private int withoutReturn(int lineEnd) {
    return lineEnd > start && buffer[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
  }

  private Kind nextTerminated() {
    int at = Math.max(scanned, start);
    // One more than the limit is looked at, so that a line of just the limit stays whole.
    int limit = Math.min(end, start + maxLineBytes + 1);
    while (at < limit && !isTerminator(buffer[at])) {
      if (broken && at > start && !Digits.isDigit(buffer[at - 1])) {
        int head = headEnd(at, true);
        if (head == MORE) {
          scanned = at;
          return Kind.NONE;
        }
        if (head != NO_HEAD) {
          return whole(at, at);
        }
      }
      at++;
    }
    scanned = at;
    if (at < limit) {
      return whole(buffer[at] == '\n' ? withoutReturn(at) : at, at + 1);
    }
    return at - start > maxLineBytes ? cut(start + maxLineBytes) : Kind.NONE;
  }

  /** Hands out up to {@code lineEnd}, and the next line begins at {@code next}. */
  private Kind whole(int lineEnd, int next) {
    found = ByteSlice.of(buffer, start, lineEnd - start);
    foundPiece = pieces == 0 ? 0 : pieces + 1;
    Kind kind = broken ? Kind.BROKEN : pieces > 0 ? Kind.PIECE : Kind.LINE;
    start = next;
    scanned = next;
    pieces = 0;
    broken = false;
    return kind;
  }

  /** Hands out the line's bytes before {@code most}, at which there is one, or a few less. */
  private Kind cut(int most) {
    int cut = most;
    for (int back = 0; back < 3 && (buffer[cut] & 0xC0) == 0x80; back++) {
      cut--;
    }
    if ((buffer[cut] & 0xC0) == 0x80) {
      cut = most;
    }
    found = ByteSlice.of(buffer, start, cut - start);
    pieces++;
    foundPiece = pieces;
    if (countedBytes > 0) {
      countedBytes -= cut - start;
    }
    start = cut;
    scanned = Math.max(scanned, cut);
    return broken ? Kind.BROKEN : Kind.PIECE;
  }

  /**
   * The connection has ended: what is left is a last line.
   *
   * @return NONE if nothing is left
   */
  Kind last() {
    return end > start ? whole(end, end) : Kind.NONE;
  }

  /** Whether a counted line was begun whose end has not come. */
  boolean isInsideCounted() {
    return countedBytes > 0;
  }

  private static boolean isTerminator(byte b) {
    return b == '\n' || b == 0;
  }
}
