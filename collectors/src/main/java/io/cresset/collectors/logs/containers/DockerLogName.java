package io.cresset.collectors.logs.containers;

import io.cresset.collectors.logs.tail.Place;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Docker says in the name of a container's log: {@code ID-json.log}, {@code ID-json.log.1} and
 * higher numbers for older ones, with {@code .gz} behind them if it compresses.
 *
 * @param number 0 for the one that is being written
 */
record DockerLogName(String id, int number, boolean compressed) {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern FORM =
      Pattern.compile("([0-9a-f]{64})-json\\.log(?:\\.([1-9]\\d{0,5})(\\.gz)?)?");

  /** Whether this is what Docker calls a container's folder. */
  static boolean isId(String name) {
    return ID.matcher(name).matches();
  }

  /** Greater for newer. */
  long age() {
    return number == 0 ? Place.NEWEST : -number;
  }

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
