package io.cresset.collectors.logs.tail;

import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What decoders hold of lines that have no end yet: so much at most in sum. */
final class Partials {
  private final TailSettings settings;
  private final TailCounts counts;
  private final System.Logger logger;

  /** What each held when it was asked last; only of those that held anything. */
  private final Map<Chain, Integer> bytes = new HashMap<>();

  private long sum;

  Partials(TailSettings settings, TailCounts counts, System.Logger logger) {
    this.settings = settings;
    this.counts = counts;
    this.logger = logger;
  }

  private static int heldNow(Chain chain) {
    Reading reading = chain.reading;
    return reading == null ? 0 : reading.decoder.pendingBytes();
  }

  /** A chain was read. If all hold too much now, the longest lines go out in pieces. */
  void turned(Chain read, Reader reader) throws InterruptedException {
    ask(read);
    for (Optional<Chain> largest = largestBeyond();
        largest.isPresent();
        largest = largestBeyond()) {
      if (counts.reached(TailCounts.Limit.PARTIAL_BYTES)) {
        logger.log(
            Level.WARNING,
            "lines without an end hold {0} bytes, so the longest go out in pieces; raise"
                + " max_partial",
            Long.toString(sum));
      }
      reader.release(largest.get());
      ask(largest.get());
    }
  }

  private void ask(Chain chain) {
    int now = heldNow(chain);
    Integer before = now == 0 ? bytes.remove(chain) : bytes.put(chain, now);
    sum += now - (before == null ? 0 : before);
  }

  long sum() {
    return sum;
  }

  /** The chain that holds most, if they hold too much in sum. */
  private Optional<Chain> largestBeyond() {
    long limitBytes = settings.maxPartialBytes();
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
