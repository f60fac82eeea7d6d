package io.cresset.core.log;

import io.cresset.api.export.Chunk;
import java.time.Duration;
import java.util.Optional;

/** The read side of a log for one sink. Used by one thread. */
public interface Feed {

  /**
   * The next chunk behind what is committed; the same again until {@link #commit} moves on. Frames
   * may be handed out before they are synced.
   *
   * @param maxBytes sum of the frames' OTLP bytes, unless the first frame alone is larger
   * @param linger once a record is there, how long to wait for {@code maxBytes} to come together
   * @param limit how long to wait for a first record
   * @return empty if the limit passed
   */
  Optional<Chunk> poll(int maxBytes, Duration linger, Duration limit) throws InterruptedException;

  /**
   * Everything below {@code upTo} has been answered for. The log notes it with the next data or
   * within a second, never ahead of its synced data.
   *
   * @param upTo a record number, at most the end of the chunk last polled
   * @param rejected how many of the records since the last commit the sink refused
   * @param unselected how many of them the sink does not want; the rest counts as delivered
   */
  void commit(long upTo, long rejected, long unselected);

  /** The same where the sink wants them all. */
  default void commit(long upTo, long rejected) {
    commit(upTo, rejected, 0);
  }
}
