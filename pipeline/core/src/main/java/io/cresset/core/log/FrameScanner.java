package io.cresset.core.log;

import io.cresset.api.model.ByteSlice;
import io.cresset.core.log.FrameHeader.FrameKind;
import io.cresset.core.log.SegmentHeader.SegmentId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Reads a segment frame by frame and, after bytes that are no frame, finds the next one.
 *
 * <p>What counts as a frame at an offset: the marker; the log's id, the segment's sequence, salt
 * and epoch; the same offset in the header as the one it was found at; an intact header checksum; a
 * payload that ends within the segment; and numbers that fit: behind an intact frame it continues
 * with the very next number, behind skipped bytes it continues at or after it, with no more records
 * missing than those bytes could have held. So a copy of a frame inside a payload is never taken
 * for one: a copy stands at another offset than the original did, or in a segment of another salt.
 * The one who could forge a frame must have read the segment's header before and must know where
 * his bytes will come to lie; and even then he is found only if the frame around his is damaged.
 */
final class FrameScanner {

  /**
   * What stands next. Numbers missing between two frames are those of the records that were lost.
   */
  sealed interface Found {}

  /**
   * An intact frame. The slices stay good.
   *
   * @param message decoded; empty for records whose scanner was asked {@link #withoutRecords}
   */
  record Frame(FrameHeader header, ByteSlice positions, ByteSlice message) implements Found {}

  /**
   * Bytes that are not a good frame, up to the next place where a frame begins or the limit.
   *
   * @param knownEnd every record below this number was written before {@code to}
   * @param why what is wrong with them
   * @param header if this is one whole frame of which only the payload cannot be read
   */
  record Unreadable(long from, long to, long knownEnd, Fault why, Optional<FrameHeader> header)
      implements Found {
    boolean headerIntact() {
      return header.isPresent();
    }
  }

  /** Why bytes are not a good frame. */
  enum Fault {
    NO_FRAME("not the bytes that were written"),
    PAYLOAD("a payload that is not the bytes that were written"),
    UNKNOWN_VERSION("a frame of a version that this program does not know"),
    UNKNOWN_CODEC("a message in a codec that this program does not know"),
    UNDECODABLE("a message that was stored wrongly: it does not decompress to what it was");

    final String text;

    Fault(String text) {
      this.text = text;
    }
  }

  /** The limit is reached. */
  record End() implements Found {}

  /**
   * The most records that a byte on disk may stand for: a record takes at least one in a message,
   * and a byte of an LZ4 block stands for at most 255.
   */
  private static final long MAX_RECORDS_PER_BYTE = 255;

  static final int READ_AHEAD_BYTES = 256 * 1024;

  private final ReadWindow window;
  private final CRC32C crc = new CRC32C();
  private Optional<SegmentId> segment;
  private long offset;
  private long expected;
  private long skippedBytes;
  private boolean wantsRecords = true;

  /**
   * @param segment what the segment's header says; if that is damaged, the first frame tells
   * @param expected the number of the next record
   */
  FrameScanner(DiskFile file, Optional<SegmentId> segment, long offset, long expected) {
    this.window = new ReadWindow(file, READ_AHEAD_BYTES);
    this.segment = segment;
    this.offset = offset;
    this.expected = expected;
  }

  long offset() {
    return offset;
  }

  /** The number of the next record, as far as has been read. */
  long expected() {
    return expected;
  }

  /** Leaves the messages of data frames as they are, for somebody who only counts. */
  FrameScanner withoutRecords() {
    wantsRecords = false;
    return this;
  }

  void readAhead(int bytes) {
    window.readAhead(bytes);
  }

  /** Whether the disk did not read some of the bytes that were looked at. */
  boolean missesSectors() {
    return window.unreadSectors() > 0;
  }

  /**
   * @param limit where to stop: the size of the segment, or how far it is published
   * @throws IOException if the disk reads nothing at all
   */
  Found next(long limit) throws IOException {
    if (offset >= limit) {
      return new End();
    }
    int at = headerAt(offset, limit);
    if (at >= 0) {
      return frame(FrameHeader.read(window.bytes(), at), limit);
    }
    long from = offset;
    do {
      long candidate = nextMarker(offset + 1, limit);
      skippedBytes += candidate - offset;
      offset = candidate;
    } while (offset < limit && headerAt(offset, limit) < 0);
    return new Unreadable(from, offset, expected, Fault.NO_FRAME, Optional.empty());
  }

  private Found frame(FrameHeader header, long limit) throws IOException {
    segment = Optional.of(header.segment());
    boolean isKnown = header.version() == SegmentHeader.VERSION;
    int at = isKnown ? window.load(offset, header.frameBytes(), limit) : -1;
    long from = offset;
    offset += header.frameBytes();
    expected = header.endNumber();
    skippedBytes = 0;
    if (!isKnown) {
      return unreadable(from, header, Fault.UNKNOWN_VERSION);
    }
    int payload = at + FrameHeader.BYTES;
    if (at < 0 || payloadCrc(payload, header.payloadBytes()) != header.payloadCrc()) {
      return unreadable(from, header, Fault.PAYLOAD);
    }
    if (Compression.of(header.codec()).isEmpty()) {
      return unreadable(from, header, Fault.UNKNOWN_CODEC);
    }
    byte[] array = window.bytes().array();
    int stored = payload + header.positionsBytes();
    return message(header, ByteSlice.of(array, stored, header.storedBytes()))
        .<Found>map(
            message ->
                new Frame(header, ByteSlice.of(array, payload, header.positionsBytes()), message))
        .orElseGet(() -> unreadable(from, header, Fault.UNDECODABLE));
  }

  private static Unreadable unreadable(long from, FrameHeader header, Fault why) {
    return new Unreadable(
        from, from + header.frameBytes(), header.endNumber(), why, Optional.of(header));
  }

  private Optional<ByteSlice> message(FrameHeader header, ByteSlice stored) {
    if (header.kind() == FrameKind.DATA && !wantsRecords) {
      return Optional.of(ByteSlice.empty());
    }
    return header.codec() == Compression.NONE.code()
        ? Optional.of(stored)
        : Lz4Block.decompress(stored, header.messageBytes());
  }

  private int payloadCrc(int at, int length) {
    crc.reset();
    crc.update(window.bytes().array(), at, length);
    return (int) crc.getValue();
  }

  /** The index of a header in the window, if one stands at this offset; else -1. */
  private int headerAt(long position, long limit) throws IOException {
    int at = window.load(position, FrameHeader.BYTES, limit);
    if (at < 0) {
      return -1;
    }
    ByteBuffer bytes = window.bytes();
    if (!FrameHeader.standsAt(bytes, at, position)) {
      return -1;
    }
    FrameHeader header = FrameHeader.read(bytes, at);
    if (segment.isPresent() && !segment.get().equals(header.segment())) {
      return -1;
    }
    long missing = header.firstNumber() - expected;
    boolean numbersFit =
        skippedBytes == 0
            ? missing == 0
            : missing >= 0 && missing / MAX_RECORDS_PER_BYTE <= skippedBytes;
    return numbersFit && position + header.frameBytes() <= limit ? at : -1;
  }

  /** The next offset at which the marker's first byte stands, or the limit. */
  private long nextMarker(long from, long limit) throws IOException {
    long position = from;
    while (position < limit) {
      int at = window.load(position, 1, limit);
      if (at < 0) {
        return limit;
      }
      byte[] array = window.bytes().array();
      int end = at + (int) Math.min(window.loadedFrom(at), limit - position);
      for (int i = at; i < end; i++) {
        if (array[i] == FrameHeader.MARKER_FIRST_BYTE) {
          return position + i - at;
        }
      }
      position += end - at;
    }
    return limit;
  }
}
