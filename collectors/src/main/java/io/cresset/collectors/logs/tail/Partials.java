package io.cresset.collectors.logs.tail;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What decoders hold of lines that have no end yet, in sum. */
final class Partials {
  /** What each held when it was asked last; only of those that held anything. */
  private final Map<Chain, Integer> bytes = new HashMap<>();

  private long sum;

  private static int heldNow(Chain chain) {
    Reading reading = chain.reading;
    return reading == null ? 0 : reading.decoder.pendingBytes();
  }

  /** A chain's decoder may hold more, or less. */
  void ask(Chain chain) {
    int now = heldNow(chain);
    Integer before = now == 0 ? bytes.remove(chain) : bytes.put(chain, now);
    sum += now - (before == null ? 0 : before);
  }

  long sum() {
    return sum;
  }

  /** The chain that holds most, if they hold more than that in sum. */
  Optional<Chain> largestBeyond(long limitBytes) {
    if (sum <= limitBytes) {
      return Optional.empty();
    }
    Optional<Chain> largest = Optional.empty();
    int most = 0;
    // Decoders may have been given up since they were asked.
    for (Chain chain : bytes.keySet().toArray(Chain[]::new)) {
      ask(chain);
      int holds = bytes.getOrDefault(chain, 0);
      if (holds > most) {
        most = holds;
        largest = Optional.of(chain);
      }
    }
    return sum > limitBytes ? largest : Optional.empty();
  }
}
