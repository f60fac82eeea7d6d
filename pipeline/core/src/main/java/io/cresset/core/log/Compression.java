package io.cresset.core.log;

import java.util.Locale;
import java.util.Optional;

/** How a frame's message is stored; the constants' order is the format's. */
public enum Compression {
  /** As it is. */
  NONE,
  /** As one LZ4 block, if that is smaller. */
  LZ4;

  /** The codec in a frame's header. */
  int code() {
    return ordinal();
  }

  /** Empty if this program does not know the codec. */
  static Optional<Compression> of(int code) {
    return code < values().length ? Optional.of(values()[code]) : Optional.empty();
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
