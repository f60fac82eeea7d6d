package io.cresset.testkit;

import java.util.Random;

/**
 * Runs the round of a fuzz test many times, each with dice of its own, so that a round that fails
 * can be repeated alone. How often is said on the command line:
 *
 * <pre>
 *   -Dcresset.fuzz.seconds=600   for so long, each fuzz test
 *   -Dcresset.fuzz.rounds=1000   so often
 *   -Dcresset.fuzz.seed=5426     the first round's seed; the next one's is one more
 * </pre>
 */
public final class FuzzRounds {
  private static final long FIRST_SEED = Long.getLong("cresset.fuzz.seed", 5426);
  private static final long SECONDS = Long.getLong("cresset.fuzz.seconds", 0);
  private static final int CHECK_CLOCK_EVERY = 64;

  private FuzzRounds() {}

  /** One round: makes an input with these dice, uses it, and throws if the outcome is wrong. */
  @FunctionalInterface
  public interface Round {
    void run(Random dice) throws Exception;
  }

  /**
   * @param name what is fuzzed, for the line that says how many rounds there were
   * @param usual how many rounds an ordinary run of the tests takes
   * @return how many there were
   * @throws AssertionError with the seed of the round that failed
   */
  public static long run(String name, int usual, Round round) {
    long rounds = Long.getLong("cresset.fuzz.rounds", usual);
    long start = System.nanoTime();
    long done = 0;
    while (SECONDS > 0 ? !isOver(start, done) : done < rounds) {
      long seed = FIRST_SEED + done;
      try {
        round.run(new Random(seed));
      } catch (Exception | AssertionError | StackOverflowError e) {
        throw new AssertionError(
            "%s failed; to repeat: -Dcresset.fuzz.seed=%d -Dcresset.fuzz.rounds=1 (round %d): %s"
                .formatted(name, seed, done, e.getMessage()),
            e);
      }
      done++;
    }
    if (SECONDS > 0) {
      System.out.printf("%s: %,d inputs in %d s%n", name, done, SECONDS);
    }
    return done;
  }

  private static boolean isOver(long start, long done) {
    return done % CHECK_CLOCK_EVERY == 0 && System.nanoTime() - start > SECONDS * 1_000_000_000L;
  }
}
