package io.cresset.core.log;

import io.cresset.core.log.SegmentHeader.SegmentId;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Deque;
import java.util.List;

/**
 * What a planted bug does instead of what the log does. Each method stands for a call or a field of
 * the log's classes, whose object it gets first.
 */
public final class Defects {
  private Defects() {}

  static void notForced(DiskFile file) {}

  static void notForced(Disk disk, Path folder) {}

  static void notPoisoned(SegmentedLog log) {}

  static void notWrittenAgain(DiskFile file, long from, long to) {}

  static void notBehind(Ledger ledger, long before) {}

  static List<OutgoingFrame> none(Ledger ledger) {
    return List.of();
  }

  static int anyPayload(FrameScanner scanner, int at, int length) {
    return 0;
  }

  static int anyPayload(FrameHeader header) {
    return 0;
  }

  /** As the bytes say themselves. */
  static int anyHeader(ByteBuffer bytes, int at) {
    return bytes.getInt(at + FrameHeader.BYTES - Integer.BYTES);
  }

  static int oneMore(FrameHeader header) {
    return header.frameBytes() + 1;
  }

  static SinkAccount now(SinkCursor sink) {
    return sink.account();
  }

  /** What is in hand counts as delivered. */
  static SinkAccount early(SinkCursor sink) {
    SinkAccount account = sink.account();
    return account.answered(sink.nextNumber(), sink.nextNumber() - account.cursor(), 0, 0);
  }

  /** Says that all records before are durable. */
  static SegmentWriter.Stretch overclaims(
      SegmentWriter writer,
      DiskFile file,
      SegmentId segment,
      long offset,
      long number,
      long durableEnd) {
    return writer.begin(file, segment, offset, number, number);
  }

  static boolean yes(Deque<?> of) {
    return true;
  }

  static boolean no(FrameScanner scanner) {
    return false;
  }

  static int anySnapshot(Ledger ledger) {
    return Integer.MAX_VALUE;
  }
}
