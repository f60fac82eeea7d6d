package io.cresset.collectors.logs.containers;

import io.cresset.api.model.Attributes;

/**
 * What stands in one line that a container runtime wrote, in either form. Filled anew for each
 * line; the text refers to the line's bytes or to a buffer of the parser, and is good until the
 * next line is read.
 */
final class RuntimeLine {
  private static final byte[] NOTHING = {};

  private long unixNanos;
  private IoStream stream = IoStream.STDOUT;
  private boolean partial;
  private byte[] array = NOTHING;
  private int from;
  private int end;
  private Attributes extra = Attributes.empty();

  void set(long time, IoStream to, boolean isPartial, byte[] text, int textFrom, int textEnd) {
    assert textFrom <= textEnd;
    unixNanos = time;
    stream = to;
    partial = isPartial;
    array = text;
    from = textFrom;
    end = textEnd;
    extra = Attributes.empty();
  }

  void setExtra(Attributes attributes) {
    extra = attributes;
  }

  long unixNanos() {
    return unixNanos;
  }

  IoStream stream() {
    return stream;
  }

  /** Whether the container's line goes on in the stream's next one. */
  boolean isPartial() {
    return partial;
  }

  byte[] array() {
    return array;
  }

  int from() {
    return from;
  }

  int end() {
    return end;
  }

  int length() {
    return end - from;
  }

  /** What the runtime was told to write beside each line; usually nothing. */
  Attributes extra() {
    return extra;
  }
}
