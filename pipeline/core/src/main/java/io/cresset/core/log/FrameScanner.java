package io.cresset.core.log;

import io.cresset.api.model.ByteSlice;
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

  /** An intact frame. The slices stay good. */
  record Frame(FrameHeader header, ByteSlice positions, ByteSlice message) implements Found {}

  /**
   * Bytes that are not a good frame, up to the next place where a frame begins or the limit.
   *
   * @param knownEnd every record below this number was written before {@code to}
   * @param headerIntact whether this is one whole frame of which only the payload is damaged
   */
  record Unreadable(long from, long to, long knownEnd, boolean headerIntact) implements Found {}

  /** The limit is reached. */
  record End() implements Found {}

  /**
   * The most records that a byte on disk may stand for: two bytes is the least that a record takes
   * in a message, and no codec to come makes more than 255 out of one.
   */
  private static final long MAX_RECORDS_PER_BYTE = 128;

  static final int READ_AHEAD_BYTES = 256 * 1024;

  private final ReadWindow window;
  private final CRC32C crc = new CRC32C();
  private Optional<SegmentId> segment;
  private long offset;
  private long expected;
  private long skippedBytes;

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

  void readAhead(int bytes) {
    window.readAhead(bytes);
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
    return new Unreadable(from, offset, expected, false);
  }

  private Found frame(FrameHeader header, long limit) throws IOException {
    segment = Optional.of(header.segment());
    int at = window.load(offset, header.frameBytes(), limit);
    long from = offset;
    offset += header.frameBytes();
    expected = header.endNumber();
    skippedBytes = 0;
    if (at >= 0
        && header.codec() == FrameHeader.CODEC_NONE
        && header.decodedBytes() == header.storedBytes()
        && payloadCrc(at + FrameHeader.BYTES, header.storedBytes()) == header.payloadCrc()) {
      int payload = at + FrameHeader.BYTES;
      byte[] array = window.bytes().array();
      return new Frame(
          header,
          ByteSlice.of(array, payload, header.positionsBytes()),
          ByteSlice.of(
              array,
              payload + header.positionsBytes(),
              header.decodedBytes() - header.positionsBytes()));
    }
    return new Unreadable(from, offset, expected, true);
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
