package io.cresset.collectors.node.source;

import io.cresset.collectors.pattern.LinearPattern;
import java.util.Optional;

/** What is included, if anything is said to be, and not excluded. */
public record NameFilter(Optional<LinearPattern> include, Optional<LinearPattern> exclude) {

  /** node_exporter takes one or the other for most of its filters. */
  public static void refuseBoth(
      String includeKey,
      Optional<LinearPattern> include,
      String excludeKey,
      Optional<LinearPattern> exclude) {
    if (include.isPresent() && exclude.isPresent()) {
      throw new IllegalArgumentException(
          includeKey + " and " + excludeKey + " exclude each other; take one out");
    }
  }

  /** With an exclusion that holds as long as nobody says what is included or excluded. */
  public static NameFilter withDefault(
      Optional<LinearPattern> include,
      Optional<LinearPattern> exclude,
      LinearPattern usuallyExcluded) {
    boolean usual = include.isEmpty() && exclude.isEmpty();
    return new NameFilter(include, usual ? Optional.of(usuallyExcluded) : exclude);
  }

  public boolean takes(String name) {
    return include.map(pattern -> pattern.isIn(name)).orElse(true)
        && !exclude.map(pattern -> pattern.isIn(name)).orElse(false);
  }
}
