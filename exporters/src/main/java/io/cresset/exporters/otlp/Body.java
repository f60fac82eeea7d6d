package io.cresset.exporters.otlp;

import io.cresset.api.model.ByteSlice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Makes the body of a request from messages one after the other. */
final class Body {
  private static final int BUFFER_BYTES = 16 * 1024;

  private Body() {}

  static byte[] of(List<ByteSlice> messages, Compression compression) {
    int length = messages.stream().mapToInt(ByteSlice::length).sum();
    ByteArrayOutputStream body =
        new ByteArrayOutputStream(compression == Compression.NONE ? length : length / 4 + 64);
    try (OutputStream out = compression == Compression.NONE ? body : new FastGzip(body)) {
      for (ByteSlice message : messages) {
        out.write(message.array(), message.offset(), message.length());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return body.toByteArray();
  }

  /** The fastest level: twice as fast as the default one, for a tenth more bytes. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, BUFFER_BYTES);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
