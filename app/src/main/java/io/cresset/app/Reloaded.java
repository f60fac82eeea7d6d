package io.cresset.app;

import java.util.List;

/** What came of loading the configuration again. */
sealed interface Reloaded {

  /** One line for each thing that is worth telling, the most important first. */
  List<String> lines();

  /**
   * @param lines what changed, then what only a restart of the program changes
   */
  record Applied(List<String> lines) implements Reloaded {
    public Applied {
      lines = List.copyOf(lines);
    }
  }

  /**
   * Nothing changed.
   *
   * @param lines what is wrong
   */
  record Refused(List<String> lines) implements Reloaded {
    public Refused {
      lines = List.copyOf(lines);
    }
  }
}
