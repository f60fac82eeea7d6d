package io.cresset.collectors.node.source;

import java.util.regex.Pattern;

/** Makes the words of kernels, drivers and users parts of metrics' names. */
public final class MetricNames {
  private static final Pattern NOT_IN_NAMES = Pattern.compile("_*[^0-9A-Za-z_]+_*");

  private MetricNames() {}

  /**
   * What a name cannot have becomes an underscore, one for as many as stand together and for the
   * underscores beside them, as in the model: {@code [3]: tx_bytes} is {@code _3_tx_bytes}.
   */
  public static String clean(String word) {
    return NOT_IN_NAMES.matcher(word).replaceAll("_");
  }
}
