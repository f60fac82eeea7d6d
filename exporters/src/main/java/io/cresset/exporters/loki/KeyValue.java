package io.cresset.exporters.loki;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.api.otlp.ProtoReader;

/**
 * OTLP's {@code KeyValue}.
 *
 * @param value an {@code AnyValue} message; empty if there is none
 */
record KeyValue(ByteSlice key, ByteSlice value) {
  private static final int KEY = 1 << 3 | 2;
  private static final int VALUE = 2 << 3 | 2;

  static KeyValue read(ByteSlice message) throws MalformedOtlp {
    ByteSlice key = ByteSlice.empty();
    ByteSlice value = ByteSlice.empty();
    ProtoReader in = new ProtoReader(message);
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      switch (tag) {
        case KEY -> key = in.bytes();
        case VALUE -> value = in.bytes();
        default -> in.skip(tag);
      }
    }
    return new KeyValue(key, value);
  }
}
