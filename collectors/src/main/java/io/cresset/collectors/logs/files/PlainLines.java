package io.cresset.collectors.logs.files;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.LogPieces;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.api.model.Value;
import io.cresset.collectors.logs.tail.Decoder;
import io.cresset.collectors.logs.tail.Outlook;
import io.cresset.collectors.logs.tail.Records;
import io.cresset.collectors.logs.tail.Window;
import io.cresset.collectors.pattern.LinearPattern;
import java.util.Optional;

/**
 * A record a line, or for each line that matches a pattern and those after it that do not. Without
 * the LF or CR LF at its end; empty lines are passed over where they stand alone. A record over the
 * limit goes out in pieces, cut between characters, with {@code log.piece} = 1, 2, ...; the last
 * one also has {@code log.piece.last}. They rejoin by putting them one behind the other.
 *
 * <p>It holds nothing: what is not whole is left, and offered again with what follows it.
 */
final class PlainLines implements Decoder {
  /** A pattern is looked for in so much of a line. */
  private static final int LOOKED_AT_BYTES = 1024;

  private final Resource resource;
  private final Encoding encoding;
  private final int maxLineBytes;
  private final Optional<LinearPattern> start;

  // What is being decoded:
  private Text text = Text.UTF8;

  PlainLines(Resource resource, FilesConfig config) {
    this.resource = resource;
    this.encoding = config.encoding();
    this.maxLineBytes = (int) config.maxLineBytes().bytes();
    this.start = config.multiline().map(Multiline::start);
  }

  @Override
  public int streams() {
    return 1;
  }

  @Override
  public int[] unfinishedLines(Window window) {
    Text inside = Text.of(encoding, window);
    int from = window.from() + (int) (window.offset() % inside.unitBytes());
    int begin = window.offset() == 0 ? from : ~window.to();
    int lf = inside.indexOfLf(window.bytes(), from, window.to());
    while (lf >= 0) {
      begin = lf + inside.unitBytes();
      lf = inside.indexOfLf(window.bytes(), begin, window.to());
    }
    return new int[] {begin};
  }

  @Override
  public int decode(Window window, Records out) throws InterruptedException {
    text = Text.of(encoding, window);
    boolean last = window.outlook() == Outlook.DONE || window.outlook() == Outlook.ENDED;
    byte[] bytes = window.bytes();
    int at = window.from() + text.markBytes(window);
    int end = window.to();
    int most = text.rawBytes(maxLineBytes);
    while (at < end) {
      // Behind the LF of the record's last line; negative while that is not known.
      int next = next(window, at, last);
      int length = (next < 0 ? end : next - text.unitBytes()) - at;
      if (length > most) {
        int cut = text.cut(bytes, at, at + most);
        piece(window, at, cut, false, cut, out);
        at = cut;
      } else if (next >= 0) {
        whole(window, at, next - text.unitBytes(), next, out);
        at = next;
      } else if (last) {
        whole(window, at, end, end, out);
        at = end;
      } else {
        break;
      }
    }
    if (out.nextPiece(0) == 0) {
      out.pass(0, window.offsetOf(at));
    }
    return at - window.from();
  }

  private int next(Window window, int from, boolean last) {
    byte[] bytes = window.bytes();
    int lf = text.indexOfLf(bytes, from, window.to());
    if (lf < 0) {
      return -1;
    }
    int next = lf + text.unitBytes();
    if (start.isEmpty()) {
      return next;
    }
    boolean isAll = last || window.outlook() == Outlook.QUIET;
    while (next < window.to()) {
      int following = text.indexOfLf(bytes, next, window.to());
      if (following < 0 && !last && window.to() - next < LOOKED_AT_BYTES * text.unitBytes()) {
        // What a pattern is looked for in may not be there yet.
        return -1;
      }
      if (isStart(bytes, next, following < 0 ? window.to() : following)) {
        return next;
      }
      if (following < 0) {
        return -1;
      }
      next = following + text.unitBytes();
    }
    return isAll ? next : -1;
  }

  private boolean isStart(byte[] bytes, int from, int to) {
    if (start.isEmpty()) {
      return false;
    }
    int longest = from + LOOKED_AT_BYTES * text.unitBytes();
    int end = to <= longest ? to : text.cut(bytes, from, longest);
    return start.get().isIn(text.utf8(bytes, from, end));
  }

  /** The rest of a record, which most often is all of it. */
  private void whole(Window window, int from, int to, int next, Records out)
      throws InterruptedException {
    int end = next > to ? text.withoutCr(window.bytes(), from, to) : to;
    if (out.nextPiece(0) > 0) {
      piece(window, from, end, true, next, out);
    } else if (end > from) {
      add(window, from, end, Attributes.empty(), 0, next, out);
    } else {
      out.pass(0, window.offsetOf(next));
    }
  }

  private void piece(Window window, int from, int to, boolean last, int next, Records out)
      throws InterruptedException {
    int piece = Math.max(1, out.nextPiece(0));
    Attributes.Builder marks = Attributes.builder().put(LogPieces.NUMBER, piece);
    if (last) {
      marks.put(LogPieces.LAST, Value.of(true));
    }
    if (piece == 1) {
      out.cutLine();
    }
    add(window, from, to, marks.build(), last ? 0 : piece + 1, next, out);
  }

  private void add(
      Window window, int from, int to, Attributes attributes, int nextPiece, int next, Records out)
      throws InterruptedException {
    LogRecord record =
        LogRecord.builder(
                window.nowUnixNanos(), window.nowUnixNanos(), text.body(window.bytes(), from, to))
            .attributes(attributes)
            .build();
    out.add(0, window.offsetOf(next), nextPiece, resource, record);
  }
}
