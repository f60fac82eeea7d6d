package io.cresset.core.log;

import io.cresset.core.log.SegmentHeader.SegmentId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Puts frames together in one buffer outside the heap and writes them at a place in a segment. Used
 * by one thread.
 */
final class SegmentWriter {
  private static final int FIRST_BYTES = 64 * 1024;

  /** What the writer takes at once, with the frames around it. */
  private static final int KEEP_BYTES = (1 << 20) + FIRST_BYTES;

  private ByteBuffer staged = ByteBuffer.allocateDirect(FIRST_BYTES);

  /** Begins at an offset of a segment; what was staged and not written is forgotten. */
  final class Stretch {
    private final DiskFile file;
    private final SegmentId segment;
    private final long durableEnd;
    private long offset;
    private long number;

    private Stretch(DiskFile file, SegmentId segment, long offset, long number, long durableEnd) {
      this.file = file;
      this.segment = segment;
      this.offset = offset;
      this.number = number;
      this.durableEnd = durableEnd;
    }

    void put(SegmentHeader header) throws IOException {
      assert offset == 0 && staged.position() == 0;
      header.writeTo(staged);
    }

    void put(List<OutgoingFrame> frames) throws IOException {
      for (OutgoingFrame frame : frames) {
        makeRoomFor(frame.frameBytes());
        FrameEncoder.put(frame, staged, segment, Math.toIntExact(at()), number, durableEnd);
        number += frame.recordCount();
      }
    }

    /** Where in the segment the next frame goes. */
    long at() {
      return offset + staged.position();
    }

    /** Writes what is staged, and says where the stretch ends. */
    long finish() throws IOException {
      flush();
      return offset;
    }

    private void makeRoomFor(int bytes) throws IOException {
      if (staged.remaining() >= bytes) {
        return;
      }
      if (staged.position() > 0 && staged.position() + bytes > KEEP_BYTES) {
        flush();
      }
      if (staged.remaining() < bytes) {
        int wanted =
            Math.max(staged.position() + bytes, Math.min(2 * staged.capacity(), KEEP_BYTES));
        staged = ByteBuffer.allocateDirect(wanted).put(staged.flip());
      }
    }

    private void flush() throws IOException {
      staged.flip();
      int bytes = staged.remaining();
      if (bytes > 0) {
        file.write(offset, staged);
      }
      offset += bytes;
      staged.clear();
    }
  }

  /**
   * @param number of the first record that is put
   * @param durableEnd what the frames say was durable when they were written
   */
  Stretch begin(DiskFile file, SegmentId segment, long offset, long number, long durableEnd) {
    staged.clear();
    return new Stretch(file, segment, offset, number, durableEnd);
  }
}
