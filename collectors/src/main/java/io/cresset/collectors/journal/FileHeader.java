package io.cresset.collectors.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The beginning of a journal file, as far as it is needed to read forward.
 *
 * @param incompatible flags of which each has to be understood
 * @param state see the constants
 * @param fileId stays with the file when it is renamed
 * @param seqnumId entries of all files with this id are numbered together
 * @param entries how many can be read; counted up when an entry is whole
 * @param arrayOffset where the first array of entries is; 0 if there is none
 * @param headSeqnum of the first entry; 0 if there is none
 * @param tailRealtimeMicros of the last entry; 0 if there is none
 */
record FileHeader(
    int incompatible,
    int state,
    Id128 fileId,
    Id128 machineId,
    Id128 seqnumId,
    long headerBytes,
    long entries,
    long arrayOffset,
    long headSeqnum,
    long tailSeqnum,
    long tailRealtimeMicros) {
  static final int STATE_ARCHIVED = 2;

  static final int COMPRESSED_XZ = 1;
  static final int COMPRESSED_LZ4 = 1 << 1;
  static final int KEYED_HASH = 1 << 2;
  static final int COMPRESSED_ZSTD = 1 << 3;
  static final int COMPACT = 1 << 4;

  /** What every version has. */
  static final int BYTES = 208;

  private static final int KNOWN =
      COMPRESSED_XZ | COMPRESSED_LZ4 | KEYED_HASH | COMPRESSED_ZSTD | COMPACT;
  private static final byte[] SIGNATURE = "LPKSHHRH".getBytes(StandardCharsets.US_ASCII);

  /** No entry is smaller, so a file has at most so many of them. */
  private static final int MIN_ENTRY_BYTES = 64;

  static FileHeader read(FileBytes file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    file.readFresh(bytes, 0);
    FileHeader header = parse(bytes);
    if (header.entries < 0 || header.entries > file.size() / MIN_ENTRY_BYTES) {
      throw new Damage("an impossible number of entries", 152);
    }
    return header;
  }

  private static FileHeader parse(ByteBuffer bytes) throws Damage {
    if (!Arrays.equals(bytes.array(), 0, 8, SIGNATURE, 0, 8)) {
      throw new Damage("no signature of a journal", 0);
    }
    return new FileHeader(
        bytes.getInt(12),
        bytes.get(16),
        id(bytes, 24),
        id(bytes, 40),
        id(bytes, 72),
        bytes.getLong(88),
        bytes.getLong(152),
        bytes.getLong(176),
        bytes.getLong(168),
        bytes.getLong(160),
        bytes.getLong(192));
  }

  private static Id128 id(ByteBuffer bytes, int at) {
    return new Id128(
        Long.reverseBytes(bytes.getLong(at)), Long.reverseBytes(bytes.getLong(at + 8)));
  }

  boolean compact() {
    return (incompatible & COMPACT) != 0;
  }

  boolean archived() {
    return state == STATE_ARCHIVED;
  }

  /** Flags that a later version may bring and that change how a file is read; 0 if none. */
  int unknownFlags() {
    return incompatible & ~KNOWN;
  }
}
