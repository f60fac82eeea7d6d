package io.cresset.collectors.node.source;

import java.util.regex.Pattern;

/** Makes the kernel's words parts of metrics' names. */
public final class MetricNames {
  private static final Pattern NOT_IN_NAMES = Pattern.compile("[^a-zA-Z0-9_]");

  private MetricNames() {}

  /** What a name cannot have becomes an underscore, as in the model. */
  public static String clean(String word) {
    return NOT_IN_NAMES.matcher(word).replaceAll("_");
  }
}
