package io.cresset.collectors.parse.detect;

import io.cresset.api.model.ByteSlice;
import java.util.HexFormat;
import java.util.Optional;

/** Trace and span ids as W3C Trace Context writes them. */
final class HexId {
  private HexId() {}

  /** The bytes of an id of this many; empty if the text is none, or all zeros, which means none. */
  static Optional<ByteSlice> parse(String text, int bytes) {
    if (text.length() != 2 * bytes) {
      return Optional.empty();
    }
    boolean any = false;
    for (int i = 0; i < text.length(); i++) {
      if (!HexFormat.isHexDigit(text.charAt(i))) {
        return Optional.empty();
      }
      any |= text.charAt(i) != '0';
    }
    return any ? Optional.of(ByteSlice.of(HexFormat.of().parseHex(text))) : Optional.empty();
  }
}
