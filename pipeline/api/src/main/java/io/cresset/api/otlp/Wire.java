package io.cresset.api.otlp;

/**
 * Sizes and tags of protobuf's wire format.
 *
 * <p>Sizes are {@code long}, so that adding them up cannot overflow before they are checked.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">the wire format</a>
 */
final class Wire {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int GROUP = 3;
  static final int GROUP_END = 4;
  static final int FIXED32 = 5;

  /** A tag and eight bytes. */
  static final int FIXED64_FIELD_BYTES = 9;

  /** A tag and four bytes. */
  static final int FIXED32_FIELD_BYTES = 5;

  /** What the length of a message of any size that we accept may take. */
  static final int MAX_LENGTH_BYTES = 5;

  /** How deep values may be nested in each other, on both ways. */
  static final int MAX_DEPTH = 32;

  private Wire() {}

  static int varintBytes(long value) {
    return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
  }

  /** A field of {@code length} bytes, with its length and its tag, which has one byte. */
  static long fieldBytes(long length) {
    return 1 + varintBytes(length) + length;
  }

  static long stringFieldBytes(String text) {
    return fieldBytes(utf8Bytes(text));
  }

  /** Bytes of a string in UTF-8; an unpaired surrogate counts as the '?' that stands for it. */
  static long utf8Bytes(String text) {
    byte[] recent = RecentUtf8.of(text);
    return recent == null ? countUtf8(text) : recent.length;
  }

  private static long countUtf8(String text) {
    int length = text.length();
    long bytes = length;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        if (c < 0x800) {
          bytes++;
        } else if (!Character.isSurrogate(c)) {
          bytes += 2;
        } else if (Character.isHighSurrogate(c)
            && i + 1 < length
            && Character.isLowSurrogate(text.charAt(i + 1))) {
          bytes += 2;
          i++;
        }
      }
    }
    return bytes;
  }
}
