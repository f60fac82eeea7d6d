package io.cresset.collectors.logs.containers;

import io.cresset.api.model.Attributes;
import java.util.Arrays;
import java.util.Locale;

/** Where in a container a line was written. */
enum IoStream {
  STDOUT,
  STDERR;

  /** OpenTelemetry's name for it. */
  static final String KEY = "log.iostream";

  private final byte[] word =
      name().toLowerCase(Locale.ROOT).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  private final Attributes attributes = Attributes.of(KEY, name().toLowerCase(Locale.ROOT));

  /** What a record of this stream carries at least. */
  Attributes attributes() {
    return attributes;
  }

  /** Whether these bytes are its name. */
  boolean is(byte[] a, int from, int end) {
    return Arrays.equals(a, from, end, word, 0, word.length);
  }
}
