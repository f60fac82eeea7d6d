package io.cresset.core.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Gathers every problem, so that the user gets all of them at once. */
final class Problems {
  /** What is found past this many is not listed: it would only be the same mistake again. */
  private static final int MAX_PROBLEMS = 100;

  private final List<Problem> found = new ArrayList<>();
  private int count;

  void add(Position position, String key, String message) {
    count++;
    if (found.size() < MAX_PROBLEMS) {
      found.add(new Problem(position, key, message.replaceAll("\\s*[\\r\\n]+\\s*", " ")));
    }
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** How many were found, listed or not. */
  int count() {
    return count;
  }

  /** In the order in which they stand in the file. */
  List<Problem> list() {
    return found.stream()
        .sorted(
            Comparator.comparingInt((Problem p) -> p.position().line())
                .thenComparingInt(p -> p.position().column()))
        .toList();
  }

  void throwIfAny() throws InvalidConfig {
    if (!found.isEmpty()) {
      throw new InvalidConfig(list());
    }
  }
}
