package io.cresset.collectors.logs.files;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.api.model.Value;
import io.cresset.collectors.logs.tail.Decoder;
import io.cresset.collectors.logs.tail.Outlook;
import io.cresset.collectors.logs.tail.Records;
import io.cresset.collectors.logs.tail.Window;

/**
 * A record a line, without its LF or CR LF. Empty lines are passed over. A line over the limit goes
 * out in pieces, cut between characters, with {@code log.piece} = 1, 2, ...; the last one also has
 * {@code log.piece.last}. They rejoin by putting them one behind the other.
 */
final class PlainLines implements Decoder {
  static final String PIECE = "log.piece";
  static final String LAST = "log.piece.last";

  /** The longest character of UTF-8. */
  private static final int MAX_CHARACTER_BYTES = 4;

  private final Resource resource;
  private final int maxLineBytes;

  PlainLines(Resource resource, int maxLineBytes) {
    this.resource = resource;
    this.maxLineBytes = maxLineBytes;
  }

  @Override
  public int streams() {
    return 1;
  }

  @Override
  public int decode(Window window, Records out) throws InterruptedException {
    byte[] bytes = window.bytes();
    int at = window.from();
    int end = window.to();
    long time = window.nowUnixNanos();
    while (at < end) {
      int lf = Lines.indexOfLf(bytes, at, end);
      int length = (lf < 0 ? end : lf) - at;
      if (length > maxLineBytes) {
        int cut = Lines.cut(bytes, at, at + maxLineBytes, MAX_CHARACTER_BYTES);
        piece(window, at, cut, false, cut, time++, out);
        at = cut;
      } else if (lf >= 0) {
        line(window, at, lf, lf + 1, time++, out);
        at = lf + 1;
      } else if (window.outlook() == Outlook.DONE || window.outlook() == Outlook.ENDED) {
        line(window, at, end, end, time++, out);
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

  /** The rest of a line, which most often is all of it. */
  private void line(Window window, int from, int to, int next, long time, Records out)
      throws InterruptedException {
    byte[] bytes = window.bytes();
    int end = to > from && to < next && bytes[to - 1] == '\r' ? to - 1 : to;
    if (out.nextPiece(0) > 0) {
      piece(window, from, end, true, next, time, out);
    } else if (end > from) {
      add(window, from, end, Attributes.empty(), 0, next, time, out);
    } else {
      out.pass(0, window.offsetOf(next));
    }
  }

  private void piece(
      Window window, int from, int to, boolean last, int next, long time, Records out)
      throws InterruptedException {
    int piece = Math.max(1, out.nextPiece(0));
    Attributes.Builder marks = Attributes.builder().put(PIECE, piece);
    if (last) {
      marks.put(LAST, io.cresset.api.model.Value.of(true));
    }
    if (piece == 1) {
      out.cutLine();
    }
    add(window, from, to, marks.build(), last ? 0 : piece + 1, next, time, out);
  }

  private void add(
      Window window,
      int from,
      int to,
      Attributes attributes,
      int nextPiece,
      int next,
      long time,
      Records out)
      throws InterruptedException {
    Value body = Value.ofUtf8(ByteSlice.of(window.bytes(), from, to - from));
    LogRecord record =
        LogRecord.builder(time, window.nowUnixNanos(), body).attributes(attributes).build();
    out.add(0, window.offsetOf(next), nextPiece, resource, record);
  }
}
