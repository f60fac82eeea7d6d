package io.cresset.core.log;

import java.util.List;

/**
 * A log at one moment.
 *
 * @param start number of the oldest record that is still there
 * @param end the number that the next record will get
 * @param durableEnd records below it would survive a power cut
 * @param bytes size of all segments
 * @param damagedRecords records lost to damaged bytes, since the log was made
 * @param expiredRecords records displaced by newer ones, since the log was made, whether a sink
 *     still wanted them or not
 * @param waitingSources how many sources that can be read again wait for room at this moment
 */
public record LogStatus(
    State state,
    String stateReason,
    long start,
    long end,
    long durableEnd,
    long bytes,
    int segments,
    long damagedRecords,
    long expiredRecords,
    int waitingSources,
    List<SinkStatus> sinks) {

  /** Whether the log takes what it is given. Every state but OK clears by itself. */
  public enum State {
    OK,
    FULL,
    READ_ONLY,
    FAILING
  }

  public LogStatus {
    sinks = List.copyOf(sinks);
  }

  /** The same in another state. */
  LogStatus in(State other, String reason) {
    return new LogStatus(
        other,
        reason,
        start,
        end,
        durableEnd,
        bytes,
        segments,
        damagedRecords,
        expiredRecords,
        waitingSources,
        sinks);
  }

  /**
   * One sink's account. Always {@code end - start = delivered + rejected + dropped + unselected +
   * lag}, where {@code end} is the log's.
   *
   * @param start number of the first record that was meant for this sink
   * @param dropped records that were displaced or damaged before the sink had them
   * @param lag records not yet answered for, counted from the frames behind the cursor
   * @param oldestLagUnixNanos when the oldest of them was taken; 0 if there is none
   */
  public record SinkStatus(
      String sink,
      long start,
      long delivered,
      long rejected,
      long dropped,
      long unselected,
      long lag,
      long oldestLagUnixNanos) {}
}
