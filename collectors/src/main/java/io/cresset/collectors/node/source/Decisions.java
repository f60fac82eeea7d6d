package io.cresset.collectors.node.source;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Remembers what was decided about names, because each line of each run asks. */
public final class Decisions {
  /** More names than a source has that is read so; with more it begins anew. */
  private static final int MAX_NAMES = 4096;

  private final Predicate<String> decide;
  private final Map<String, Boolean> decided = new HashMap<>();

  public Decisions(Predicate<String> decide) {
    this.decide = decide;
  }

  public boolean about(String name) {
    if (decided.size() >= MAX_NAMES) {
      decided.clear();
    }
    return decided.computeIfAbsent(name, decide::test);
  }
}
