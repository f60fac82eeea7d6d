package io.cresset.core.log;

/**
 * A segment as it lay on the disk.
 *
 * @param name of its file
 * @param sequence how many segments there were before it, and one
 * @param epoch which opening of the log wrote it
 * @param endNumber just past its last record that counts; newer segments supersede what follows
 * @param bytes size of its file
 */
public record StoredSegment(
    String name,
    int sequence,
    int epoch,
    long firstNumber,
    long endNumber,
    long bytes,
    long createdUnixNanos) {

  static StoredSegment of(Segment segment, long bytes) {
    return new StoredSegment(
        segment.name,
        segment.sequence(),
        segment.id.epoch(),
        segment.firstNumber,
        segment.endNumber,
        bytes,
        segment.createdUnixNanos);
  }

  /** Records that it holds, damaged ones among them. */
  public long records() {
    return endNumber - firstNumber;
  }
}
