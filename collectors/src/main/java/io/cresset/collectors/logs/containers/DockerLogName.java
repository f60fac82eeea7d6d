package io.cresset.collectors.logs.containers;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Docker says in the name of a container's log: {@code ID-json.log}, {@code ID-json.log.1} and
 * higher numbers for older ones, with {@code .gz} behind them if it compresses.
 *
 * @param age 0 for the one that is being written
 */
record DockerLogName(String id, int age, boolean compressed) {
  private static final Pattern FORM =
      Pattern.compile("([0-9a-f]{64})-json\\.log(?:\\.([1-9]\\d{0,5})(\\.gz)?)?");

  /** Empty for a file that is no container's log. */
  static Optional<DockerLogName> parse(String name) {
    Matcher form = FORM.matcher(name);
    return form.matches()
        ? Optional.of(
            new DockerLogName(
                form.group(1),
                form.group(2) == null ? 0 : Integer.parseInt(form.group(2)),
                form.group(3) != null))
        : Optional.empty();
  }
}
