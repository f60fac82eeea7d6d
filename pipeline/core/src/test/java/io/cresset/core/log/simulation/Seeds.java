package io.cresset.core.log.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs of the {@link Simulation} by their seeds. */
final class Seeds {
  private static final int TOLD_EVENTS = 400;
  private static final int TOLD_CHARACTERS = 160;
  private static final String FILE = "seeds.txt";

  private Seeds() {}

  /** Seeds that have found something once. */
  static List<Long> thatFoundSomething() throws IOException {
    try (InputStream in = Seeds.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IOException("no " + FILE);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.replaceFirst("#.*", "").strip())
          .filter(line -> !line.isEmpty())
          .map(Long::valueOf)
          .toList();
    }
  }

  /**
   * Runs a seed and says by which number its trace is known.
   *
   * @throws Violation if something that must hold does not
   */
  static long run(long seed) {
    return run(seed, new Trace(0));
  }

  private static long run(long seed, Trace trace) {
    try {
      new Simulation(seed, trace).run();
    } catch (Violation e) {
      throw e;
    } catch (Exception | AssertionError e) {
      throw new Violation(Violation.Rule.NO_DEFECT, e.toString(), e);
    }
    return trace.hash();
  }

  /** What the first of so many seeds found that found something, in one line; empty if none did. */
  static String hunt(long first, int count) {
    for (long seed = first; seed < first + count; seed++) {
      try {
        run(seed);
      } catch (Violation found) {
        String text = String.valueOf(found.getMessage()).replaceAll("\\s+", " ");
        return "seed " + seed + ": " + text.substring(0, Math.min(text.length(), TOLD_CHARACTERS));
      }
    }
    return "";
  }

  /** Runs a seed; if it finds something, once more with a trace, of which it tells the end. */
  static long runOrTell(long seed) {
    try {
      return run(seed);
    } catch (Violation found) {
      Trace trace = new Trace(TOLD_EVENTS);
      String again;
      try {
        run(seed, trace);
        again = "It did not happen again: the run is not as its seed says.";
      } catch (Violation same) {
        again = trace.lines();
      }
      throw new AssertionError(
          "seed %d: %s%nThat run alone: -Dcresset.simulation.first=%d -Dcresset.simulation.seeds=1%n%s"
              .formatted(seed, found.getMessage(), seed, again),
          found);
    }
  }
}
