package io.cresset.collectors.journal;

import java.io.IOException;

/** Finds an entry by its time. */
final class Seek {
  private Seek() {}

  /**
   * Where entries of a moment begin, as if times rose from entry to entry: where a clock was set
   * back, some that are later may be before.
   */
  static long firstSince(FollowedFile file, JournalFile open, long sinceMicros) throws IOException {
    long low = 0;
    long high = file.entries();
    while (low < high) {
      long middle = (low + high) >>> 1;
      try {
        if (open.head(middle).realtimeMicros() < sinceMicros) {
          low = middle + 1;
        } else {
          high = middle;
        }
      } catch (Damage _) {
        // Look further in front, which at worst reads too much.
        high = middle;
      } catch (JournalFile.ChainBroken _) {
        high = middle;
      }
    }
    return low;
  }
}
