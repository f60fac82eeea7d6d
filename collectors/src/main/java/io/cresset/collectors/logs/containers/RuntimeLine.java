package io.cresset.collectors.logs.containers;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import java.util.Arrays;

/**
 * What stands in one line that a container runtime wrote, in either form. Filled anew for each
 * line; the text refers to the line's bytes or to a buffer of the parser, and is good until the
 * next line is read.
 */
final class RuntimeLine {
  private static final byte[] NOTHING = {};

  private long unixNanos;
  private int stream;
  private boolean partial;
  private byte[] array = NOTHING;
  private int from;
  private int end;
  private boolean inPlace;
  private Attributes attributes = Attributes.empty();

  /**
   * @param isPartial whether the container's line goes on in the stream's next one
   * @param all what a record of it carries
   */
  void set(long time, int toStream, boolean isPartial, Attributes all) {
    unixNanos = time;
    stream = toStream;
    partial = isPartial;
    attributes = all;
  }

  /**
   * @param isInPlace whether the text is a part of the bytes that were read, which never change
   */
  void setText(byte[] text, int textFrom, int textEnd, boolean isInPlace) {
    assert textFrom <= textEnd;
    inPlace = isInPlace;
    array = text;
    from = textFrom;
    end = textEnd;
  }

  /** Keeps no text any longer. */
  void letGo() {
    setText(NOTHING, 0, 0, false);
  }

  long unixNanos() {
    return unixNanos;
  }

  /** The number of an {@link IoStream}, or of what is none. */
  int stream() {
    return stream;
  }

  boolean isPartial() {
    return partial;
  }

  Attributes attributes() {
    return attributes;
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

  /** Takes away what stands before an index. */
  void cutBefore(int index) {
    from = Math.clamp(index, from, end);
  }

  /** Whether an index of the text is one of the bytes that were read. */
  boolean isInPlace() {
    return inPlace;
  }

  /** The text as it can be kept. */
  ByteSlice text() {
    return inPlace
        ? ByteSlice.of(array, from, length())
        : ByteSlice.of(Arrays.copyOfRange(array, from, end));
  }
}
