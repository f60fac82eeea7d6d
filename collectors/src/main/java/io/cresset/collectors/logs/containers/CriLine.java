package io.cresset.collectors.logs.containers;

import io.cresset.api.text.Rfc3339;

/**
 * The line of the CRI's log format, which containerd and CRI-O write:
 *
 * <pre>
 * 2026-01-02T03:04:05.123456789+01:00 stderr P the first part of a lon
 * 2026-01-02T03:04:05.123460001+01:00 stderr F g line
 * </pre>
 *
 * Time, stream, tags and text, with one space between them; the text is all that follows, and may
 * be empty. The first tag is P (the line goes on in the stream's next one) or F; further ones stand
 * behind colons and mean nothing yet.
 *
 * @see <a
 *     href="https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md">the
 *     format's proposal</a>
 */
final class CriLine {
  /** {@code 2026-01-02T03:04:05.123456789+01:00}. */
  private static final int MAX_STAMP_BYTES = 35;

  private static final int STREAM_BYTES = 6;

  private CriLine() {}

  /**
   * Reads the line that fills this range, without its line feed.
   *
   * @return false if it is not one; {@code into} is then as it was
   */
  static boolean read(byte[] a, int from, int end, RuntimeLine into) {
    int stampEnd = space(a, from, Math.min(end, from + MAX_STAMP_BYTES + 1));
    int streamFrom = stampEnd + 1;
    int tagFrom = streamFrom + STREAM_BYTES + 1;
    // The shortest is "stdout F " with no text.
    if (stampEnd < 0 || end < tagFrom + 2 || a[tagFrom - 1] != ' ') {
      return false;
    }
    IoStream stream;
    if (IoStream.STDOUT.is(a, streamFrom, tagFrom - 1)) {
      stream = IoStream.STDOUT;
    } else if (IoStream.STDERR.is(a, streamFrom, tagFrom - 1)) {
      stream = IoStream.STDERR;
    } else {
      return false;
    }
    byte tag = a[tagFrom];
    int tagEnd = tagFrom + 1;
    if (a[tagEnd] == ':') {
      tagEnd = space(a, tagEnd, end);
    }
    if ((tag != 'P' && tag != 'F') || tagEnd < 0 || a[tagEnd] != ' ') {
      return false;
    }
    long time = Rfc3339.unixNanos(a, from, stampEnd);
    if (time < 0) {
      return false;
    }
    into.set(time, stream.ordinal(), tag == 'P', stream.attributes());
    into.setText(a, tagEnd + 1, end, true);
    return true;
  }

  private static int space(byte[] a, int from, int end) {
    for (int i = from; i < end; i++) {
      if (a[i] == ' ') {
        return i;
      }
    }
    return -1;
  }
}
