package io.cresset.core.runtime;

import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome.Rejection;
import java.util.List;
import java.util.Map;

/** Where records are set aside that a sink refused for good. Safe for use by many threads. */
@FunctionalInterface
public interface Aside {

  /** For a delivery without such a place. */
  Aside NOWHERE = (_, _, _) -> Kept.NONE;

  /**
   * Sets records aside, once and durably, within a few seconds. Never fails: what cannot be kept is
   * no reason to deliver nothing.
   *
   * @param refused ranges of the chunk's records, ascending; what was not sent may lie within
   */
  Kept keep(String sink, Chunk chunk, List<Rejection> refused) throws InterruptedException;

  /**
   * What became of them.
   *
   * @param records how many would survive a power cut, set aside now or before
   * @param notKept how many would not, by the reason
   */
  record Kept(long records, Map<String, Long> notKept) {
    static final Kept NONE = new Kept(0, Map.of());

    public Kept {
      notKept = Map.copyOf(notKept);
    }
  }
}
