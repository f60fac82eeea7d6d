package io.cresset.collectors.logs.tail;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.api.model.Value;
import java.nio.charset.StandardCharsets;

/**
 * A format for tests, with all that formats have: lines of two streams, {@code o} and {@code e}, in
 * one file, whole ({@code |}) or to be joined with what follows in the same stream ({@code +}):
 *
 * <pre>
 *   o|one line
 *   e+the beginning of
 *   o|another
 *   e| the second
 * </pre>
 *
 * What is joined may lie in two files. Blank lines are passed over.
 */
final class TwoStreams implements Decoder {
  private final Resource resource;
  private final StringBuilder[] pending = {new StringBuilder(), new StringBuilder()};

  TwoStreams(String chain) {
    this.resource = Resource.of(Attributes.of("chain", chain));
  }

  @Override
  public int streams() {
    return 2;
  }

  @Override
  public int pendingBytes() {
    return pending[0].length() + pending[1].length();
  }

  @Override
  public int decode(Window window, Records out) throws InterruptedException {
    int at = window.from();
    boolean last = window.outlook() == Outlook.DONE || window.outlook() == Outlook.ENDED;
    while (at < window.to()) {
      int lf = at;
      while (lf < window.to() && window.bytes()[lf] != '\n') {
        lf++;
      }
      if (lf == window.to() && !last) {
        break;
      }
      int next = Math.min(lf + 1, window.to());
      line(window, at, lf, next, out);
      at = next;
    }
    for (int stream = 0; stream < 2; stream++) {
      boolean all = window.outlook() == Outlook.ENDED || window.outlook() == Outlook.FULL;
      if (all && !pending[stream].isEmpty()) {
        emit(stream, window.offsetOf(at), window, out);
      }
      if (pending[stream].isEmpty()) {
        out.pass(stream, window.offsetOf(at));
      }
    }
    return at - window.from();
  }

  private void line(Window window, int from, int to, int next, Records out)
      throws InterruptedException {
    String line = new String(window.bytes(), from, to - from, StandardCharsets.UTF_8);
    if (line.length() < 2) {
      return;
    }
    int stream = line.charAt(0) == 'o' ? 0 : 1;
    if (window.offsetOf(from) < out.mark(stream)) {
      return;
    }
    pending[stream].append(line.substring(2));
    if (line.charAt(1) == '|') {
      emit(stream, window.offsetOf(next), window, out);
    }
  }

  private void emit(int stream, long mark, Window window, Records out) throws InterruptedException {
    Value body = Value.of((stream == 0 ? "o " : "e ") + pending[stream]);
    pending[stream].setLength(0);
    long now = window.nowUnixNanos();
    out.add(stream, mark, 0, resource, LogRecord.builder(now, now, body).build());
  }
}
