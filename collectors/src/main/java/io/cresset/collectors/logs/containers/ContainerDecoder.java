package io.cresset.collectors.logs.containers;

import io.cresset.api.model.Attributes;
import io.cresset.collectors.logs.tail.Decoder;
import io.cresset.collectors.logs.tail.Lines;
import io.cresset.collectors.logs.tail.Outlook;
import io.cresset.collectors.logs.tail.Records;
import io.cresset.collectors.logs.tail.Window;
import java.util.Arrays;

/**
 * Makes records of one container's log. A file has three streams: standard output, standard error,
 * and a third for lines that are in no runtime's form, which go out as they are with {@code
 * parse_error}. Parts of a line are joined for each stream by a {@link Joint}.
 *
 * <p>A mark of a stream is the start of a line, except while pieces of a single very long line go
 * out: then it stands inside of that line, and the other streams' marks stay before it. So reading
 * always begins at a line's start.
 */
final class ContainerDecoder implements Decoder {
  /** The stream of what is neither standard output nor standard error. */
  private static final int OTHER = IoStream.values().length;

  private static final int STREAMS = OTHER + 1;
  private static final int NOWHERE = -1;
  private static final int LOOK_AHEAD_LINES = 64;
  private static final Attributes UNREAD =
      Attributes.of(LineParser.PARSE_ERROR, "neither a line of the CRI nor of Docker's json-file");

  private final RuntimeLine line = new RuntimeLine();
  private final Joint[] joints = new Joint[STREAMS];
  private final ContainerSource source;
  private final LineParser parser;
  private final int maxLineBytes;
  private final int windowBytes;

  /** The time of the line before, for lines without one: a stream's times should not jump. */
  private long lastUnixNanos;

  /** The stream of a line whose end is not in sight, while parts of it go out. */
  private int inside = NOWHERE;

  /** Where that line begins. */
  private long insideBegin;

  private boolean insidePartial;
  private long insideUnixNanos;
  private Attributes insideAttributes = Attributes.empty();

  /**
   * @param parser which all decoders of a thread may share, for it is large
   * @param maxLineBytes a longer line goes out in pieces
   * @param windowBytes of a line that is longer than that the end is not waited for
   */
  ContainerDecoder(ContainerSource source, LineParser parser, int maxLineBytes, int windowBytes) {
    this.source = source;
    this.parser = parser;
    this.maxLineBytes = maxLineBytes;
    this.windowBytes = windowBytes;
    for (int i = 0; i < STREAMS; i++) {
      joints[i] = new Joint(i, source, maxLineBytes);
    }
  }

  @Override
  public int streams() {
    return STREAMS;
  }

  @Override
  public int pendingBytes() {
    int bytes = 0;
    for (Joint joint : joints) {
      bytes += joint.heldBytes();
    }
    return bytes;
  }

  /** A line of a stream may have begun in one of the file's lines, and go on in one to come. */
  @Override
  public int[] unfinishedLines(Window window) {
    boolean isAll = window.offset() == 0;
    int behind = Lines.behindLastLf(window);
    int[] begins = new int[STREAMS];
    Arrays.fill(begins, behind >= 0 ? behind : isAll ? window.from() : window.to());
    if (behind < 0 && !isAll) {
      // A line of the file that is longer than what is seen of it: its rest will have no form.
      begins[OTHER] = ~window.to();
    }
    boolean[] isUnderWay = new boolean[STREAMS];
    boolean[] isSeen = new boolean[STREAMS];
    Arrays.fill(isSeen, isAll);
    int at = window.from();
    while (at < behind) {
      int lf = Lines.indexOfLf(window.bytes(), at, behind);
      if (parser.read(window.bytes(), at, lf, line)) {
        int stream = line.stream();
        if (!line.isPartial()) {
          begins[stream] = behind;
        } else if (!isUnderWay[stream]) {
          begins[stream] = isSeen[stream] ? at : ~behind;
        }
        isUnderWay[stream] = line.isPartial();
        isSeen[stream] = true;
      }
      at = lf + 1;
    }
    line.letGo();
    return begins;
  }

  @Override
  public int decode(Window window, Records out) throws InterruptedException {
    Outlook outlook = window.outlook();
    boolean last = outlook == Outlook.DONE || outlook == Outlook.ENDED;
    int at = window.from();
    while (at < window.to()) {
      int lineFeed = Lines.indexOfLf(window.bytes(), at, window.to());
      if (lineFeed < 0 && !last) {
        at = withoutEnd(window, at, out);
        break;
      }
      int end = lineFeed < 0 ? window.to() : lineFeed;
      int next = lineFeed < 0 ? window.to() : lineFeed + 1;
      if (inside == NOWHERE) {
        read(window, at, end, window.offsetOf(next), out);
      } else {
        finish(window, at, end, window.offsetOf(next), out);
      }
      at = next;
    }
    long behind = window.offsetOf(at);
    if (outlook == Outlook.ENDED) {
      for (Joint joint : joints) {
        joint.end(window, behind, out);
      }
    }
    if (outlook == Outlook.FULL) {
      for (Joint joint : joints) {
        if (joint.heldBytes() > 0) {
          joint.release(window, inside == NOWHERE ? behind : insideBegin, out);
        }
      }
    }
    pass(inside == NOWHERE ? behind : insideBegin, out);
    // A decoder that has nothing to do for long must not keep the bytes alive.
    line.letGo();
    return at - window.from();
  }

  /** Says of each stream of which nothing is under way that it has come this far. */
  private void pass(long offset, Records out) {
    for (int i = 0; i < STREAMS; i++) {
      joints[i].reach(offset, out);
      if (i != inside && !joints[i].isUnderWay() && offset > out.mark(i)) {
        out.pass(i, offset);
      }
    }
  }

  /** A line whose end is known. */
  private void read(Window window, int from, int end, long next, Records out)
      throws InterruptedException {
    long begin = window.offsetOf(from);
    // The rest of what was begun as bytes without a form has none either.
    long otherMark = out.mark(OTHER);
    boolean begun = begin < otherMark && otherMark < next && out.nextPiece(OTHER) > 0;
    if (begun || !parser.read(window.bytes(), from, end, line) || isTooLongToCut()) {
      unread(window, from, end, timeNear(window, end + 1));
      if (next > otherMark) {
        source.countUnread();
      }
    } else {
      lastUnixNanos = line.unixNanos();
    }
    take(window, begin, next, false, out);
  }

  /** Takes the line that was read, or what an earlier life has not taken of it. */
  private void take(Window window, long begin, long next, boolean rest, Records out)
      throws InterruptedException {
    int stream = line.stream();
    long mark = out.mark(stream);
    if (next > mark) {
      if (begin < mark && line.isInPlace()) {
        line.cutBefore(index(window, mark));
      }
      joints[stream].add(window, line, Math.max(begin, mark), next, rest || begin < mark, out);
    }
  }

  /** Where in the window an offset of the file stands, or its nearest end. */
  private static int index(Window window, long offset) {
    long ahead = Math.clamp(offset - window.offset(), 0L, window.to() - (long) window.from());
    return window.from() + (int) ahead;
  }

  /**
   * Whether a text that is not made of the line's own bytes is longer than a piece: no offset in
   * the file would say how much of it is out. No runtime writes such a line.
   */
  private boolean isTooLongToCut() {
    return !line.isInPlace() && line.length() > maxLineBytes;
  }

  private void unread(Window window, int from, int end, long unixNanos) {
    line.set(unixNanos, OTHER, false, UNREAD);
    line.setText(window.bytes(), from, end, true);
  }

  /** The time of the line before, else of the next one that has any, else that of reading. */
  private long timeNear(Window window, int next) {
    int at = next;
    for (int i = 0; lastUnixNanos == 0 && i < LOOK_AHEAD_LINES && at < window.to(); i++) {
      int end = Lines.indexOfLf(window.bytes(), at, window.to());
      if (end < 0) {
        break;
      }
      if (parser.read(window.bytes(), at, end, line)) {
        return line.unixNanos();
      }
      at = end + 1;
    }
    return lastUnixNanos == 0 ? window.nowUnixNanos() : lastUnixNanos;
  }

  /** A line whose end is not in the window: takes parts if it is long; returns where it goes on. */
  private int withoutEnd(Window window, int from, Records out) throws InterruptedException {
    int at = from;
    if (inside == NOWHERE) {
      if (window.to() - from < windowBytes) {
        return from;
      }
      at = begin(window, from, out);
    }
    line.set(insideUnixNanos, inside, insidePartial, insideAttributes);
    line.setText(window.bytes(), at, window.to(), true);
    // Without what an earlier life has taken, here or in one of the next windows.
    line.cutBefore(index(window, out.mark(inside)));
    if (line.length() > 0) {
      joints[inside].reach(window.offsetOf(line.from()), out);
      joints[inside].addPieces(window, line, out);
    }
    return line.from();
  }

  /** Says what the long line is that begins here; returns where its text begins. */
  private int begin(Window window, int from, Records out) throws InterruptedException {
    byte[] a = window.bytes();
    if (CriLine.read(a, from, window.to(), line)) {
      lastUnixNanos = line.unixNanos();
    } else {
      unread(window, from, window.to(), timeNear(window, window.to()));
      source.countUnread();
    }
    inside = line.stream();
    insideBegin = window.offsetOf(from);
    insidePartial = line.isPartial();
    insideUnixNanos = line.unixNanos();
    insideAttributes = line.attributes();
    if (insideBegin >= out.mark(inside)) {
      joints[inside].reach(insideBegin, out);
      joints[inside].release(window, insideBegin, out);
    }
    return line.from();
  }

  /** The rest of the long line. */
  private void finish(Window window, int from, int end, long next, Records out)
      throws InterruptedException {
    line.set(insideUnixNanos, inside, insidePartial, insideAttributes);
    line.setText(window.bytes(), from, end, true);
    inside = NOWHERE;
    take(window, window.offsetOf(from), next, true, out);
  }
}
