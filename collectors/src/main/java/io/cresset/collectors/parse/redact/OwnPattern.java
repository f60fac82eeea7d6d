package io.cresset.collectors.parse.redact;

import io.cresset.api.model.ByteSlice;
import io.cresset.collectors.pattern.LinearPattern;

/**
 * What a user's pattern matches, or its first group. One look for a match is linear in what is left
 * of the text, so that many of them can be quadratic in all: {@code x(.*y)?} looks to the end from
 * every x. After too much of that the rest of the text counts as found, since a limit at which
 * masking ended would be a hole.
 */
final class OwnPattern implements Finder {
  /**
   * What all looks of a text may reach over together, for a pattern of few instructions; for a
   * larger one in proportion less. A pattern of 40 may have 128 matches in 64 KiB that are spread
   * evenly. Measured at the worst: a second, for 9 instructions as for 127.
   */
  private static final long MAX_LOOKED_AT_BYTES = 16L * 1024 * 1024;

  private static final int FEW_INSTRUCTIONS = 10;

  private final LinearPattern pattern;
  private final int group;
  private final long maxLookedAtBytes;
  private final Runnable givenUp;

  /**
   * @param givenUp is told of each text whose rest was taken as a whole
   */
  OwnPattern(LinearPattern pattern, Runnable givenUp) {
    this.pattern = pattern;
    this.group = pattern.groupCount() > 0 ? 1 : 0;
    this.maxLookedAtBytes =
        MAX_LOOKED_AT_BYTES * FEW_INSTRUCTIONS / Math.max(FEW_INSTRUCTIONS, pattern.instructions());
    this.givenUp = givenUp;
  }

  @Override
  public void find(byte[] a, int from, int end, Taker taker) {
    LinearPattern.Matches found = pattern.in(ByteSlice.of(a, from, end - from));
    long lookedAt = (long) end - from;
    int behind = from;
    while (found.next()) {
      int start = from + found.start(group);
      if (found.start(group) >= 0 && from + found.end(group) > start) {
        behind = from + found.end(group);
        taker.take(start, behind);
      }
      lookedAt += (long) end - from - found.end(0);
      if (lookedAt > maxLookedAtBytes && behind < end) {
        givenUp.run();
        taker.take(behind, end);
        return;
      }
    }
  }
}
