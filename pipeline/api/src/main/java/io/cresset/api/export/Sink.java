package io.cresset.api.export;

import io.cresset.api.model.Signal;
import java.util.Set;

/**
 * A destination that Cresset delivers to. One Delivery calls it, one request at a time, in the
 * order of the log; Delivery alone keeps progress, retries, waits and counts.
 */
public non-sealed interface Sink extends Exporter {

  /** What it wants. Never empty, never changing. */
  Set<Signal> signals();

  /**
   * Sends a chunk, within the sink's own time limit, and says what became of it. The same chunk
   * comes again after {@link Outcome.RetryAfter}, and after a crash some chunks come that were sent
   * before.
   *
   * @throws InterruptedException when delivery stops; the chunk then counts as not sent
   */
  Outcome send(Chunk chunk) throws InterruptedException;
}
