package io.cresset.collectors.journal;

import io.airlift.compress.v3.lz4.Lz4JavaDecompressor;
import io.airlift.compress.v3.zstd.ZstdInputStream;
import io.airlift.compress.v3.zstd.ZstdJavaDecompressor;
import io.cresset.api.model.ByteSlice;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.tukaani.xz.XZInputStream;

/** How a data object's payload is packed; the flags of the object. */
enum Compression {
  NONE,
  XZ,
  LZ4,
  ZSTD;

  /** xz(1) at its highest level takes 65 MiB; the journal's writer takes 1. */
  private static final int XZ_MEMORY_KIB = 16 * 1024;

  /** LZ4 has its length in front. */
  private static final int LZ4_HEAD_BYTES = 8;

  private static final int FLAGS = 7;

  /**
   * @param flags of an object
   */
  static Compression of(int flags, long offset) throws Damage {
    return switch (flags & FLAGS) {
      case 0 -> NONE;
      case FileHeader.COMPRESSED_XZ -> XZ;
      case FileHeader.COMPRESSED_LZ4 -> LZ4;
      case 1 << 2 -> ZSTD;
      default -> throw new Damage("a field that is packed in several ways", offset);
    };
  }

  /**
   * The payload as it was written, or its beginning.
   *
   * @param most bytes to give; memory is never taken for more
   * @param offset of the object, for messages
   */
  Expanded expand(byte[] packed, int most, long offset) throws Damage {
    try {
      return switch (this) {
        case NONE -> cut(packed, most);
        case XZ -> stream(new XZInputStream(new ByteArrayInputStream(packed), XZ_MEMORY_KIB), most);
        case LZ4 -> lz4(packed, most, offset);
        case ZSTD -> zstd(packed, most);
      };
    } catch (IOException | RuntimeException _) {
      // The libraries tell of broken input in several ways, and none of them says more than this.
      throw new Damage("a field that does not unpack", offset);
    }
  }

  /**
   * @param cut whether there is more
   */
  record Expanded(ByteSlice bytes, boolean cut) {}

  private static Expanded cut(byte[] bytes, int most) {
    return bytes.length <= most
        ? new Expanded(ByteSlice.of(bytes), false)
        : new Expanded(ByteSlice.of(bytes, 0, most), true);
  }

  private static Expanded stream(InputStream in, int most) throws IOException {
    try (in) {
      byte[] bytes = in.readNBytes(most);
      return new Expanded(ByteSlice.of(bytes), bytes.length == most && in.read() >= 0);
    }
  }

  private static Expanded lz4(byte[] packed, int most, long offset) throws Damage {
    if (packed.length < LZ4_HEAD_BYTES) {
      throw new Damage("a field without length", offset);
    }
    long length = ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    if (length < 0 || length > most) {
      // A block cannot be unpacked in part. Only versions up to 245 pack in this way by default.
      throw new Damage("a field that is too long to unpack", offset);
    }
    byte[] bytes = new byte[(int) length];
    int got =
        new Lz4JavaDecompressor()
            .decompress(
                packed, LZ4_HEAD_BYTES, packed.length - LZ4_HEAD_BYTES, bytes, 0, bytes.length);
    if (got != bytes.length) {
      throw new Damage("a field that unpacks to another length", offset);
    }
    return new Expanded(ByteSlice.of(bytes), false);
  }

  private static Expanded zstd(byte[] packed, int most) throws IOException {
    ZstdJavaDecompressor decompressor = new ZstdJavaDecompressor();
    long length = decompressor.getDecompressedSize(packed, 0, packed.length);
    if (length < 0 || length > most) {
      return stream(new ZstdInputStream(new ByteArrayInputStream(packed)), most);
    }
    byte[] bytes = new byte[(int) length];
    int got = decompressor.decompress(packed, 0, packed.length, bytes, 0, bytes.length);
    return new Expanded(ByteSlice.of(bytes, 0, got), false);
  }
}
