package io.cresset.api.otlp;

/** Bytes that are not the OTLP message that they should be. */
public final class MalformedOtlp extends Exception {
  private final int offset;

  MalformedOtlp(int offset, String reason) {
    // Made from hostile input in numbers, and where it was thrown says less than the offset does.
    super(reason + " at byte " + offset, null, false, false);
    this.offset = offset;
  }

  /** Where the reader was, counted from the start of the bytes that it was given. */
  public int offset() {
    return offset;
  }
}
