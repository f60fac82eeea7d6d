package io.cresset.core.log;

import io.cresset.api.collect.Receipt;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.Signal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The append side of a log of one signal. Safe for use by many threads. */
public interface DurableLog extends AutoCloseable {

  Signal signal();

  /**
   * Takes a batch whole or not at all, numbers its records and, in the same frame, moves its
   * positions. Blocks while the queue in front of the writer is full.
   *
   * @throws IllegalArgumentException if the encoded batch is over {@link #MAX_PAYLOAD_BYTES}
   * @throws IllegalStateException if the log is closed
   */
  Receipt append(EncodedBatch batch) throws InterruptedException;

  /** The largest OTLP message that one frame takes. */
  int MAX_PAYLOAD_BYTES = 512 * 1024;

  /**
   * Waits while three quarters of the log are taken by what sinks have yet to deliver. For sources
   * that can be read again, before they append: they are their own buffer, and the last quarter is
   * for those that cannot wait. A sink that has taken nothing for longer than its hold is not
   * waited for.
   */
  void awaitRoom() throws InterruptedException;

  /** The newest position under a key, durable or about to be. */
  Optional<ByteSlice> position(String key);

  /** The newest positions under all keys that begin with {@code prefix}. */
  Map<String, ByteSlice> positions(String prefix);

  /**
   * The read side for one sink, which is remembered by this name across restarts. A name that the
   * log has not seen starts at the log's end if it holds anything, so that a new sink does not get
   * the past. Asked again, it gives one that goes on where the one before was, which then refuses
   * to.
   *
   * @param hold for how long {@link #awaitRoom} waits for it while it takes nothing; counted anew
   *     from the log's opening
   */
  Feed feed(String sink, Duration hold);

  /** The same with the usual hold of two hours. */
  default Feed feed(String sink) {
    return feed(sink, Duration.ofHours(2));
  }

  /** Forgets a sink that is no longer configured, and says how many records it gives up. */
  long forget(String sink);

  /** All numbers from one moment, so that the identity holds in them. */
  LogStatus status();

  /** Makes everything taken durable, notes every sink's progress, and lets go of the folder. */
  @Override
  void close();
}
