package io.cresset.collectors.logs.containers;

import io.cresset.collectors.logs.tail.Place;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the kubelet says in the name of a container's log: {@code N.log} for the restart N, {@code
 * N.log.20260102-030405} once it is rotated, and {@code N.log.20260102-030405.gz} at the rotation
 * after that. While it compresses there is a {@code .tmp} beside, which is no log.
 *
 * @param rotated the time of rotation as it stands in the name, which orders as text; empty for the
 *     one that is being written
 */
record PodLogName(int restart, String rotated, boolean compressed) {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,9})\\.log(?:\\.(\\d{8}-\\d{6})(\\.gz)?)?");

  /** Greater for newer, and the same for a file and what is compressed of it. */
  long age() {
    return rotated.isEmpty() ? Place.NEWEST : Long.parseLong(rotated.replace("-", ""));
  }

  /** Empty for a file that is no container's log. */
  static Optional<PodLogName> parse(String name) {
    Matcher form = FORM.matcher(name);
    return form.matches()
        ? Optional.of(
            new PodLogName(
                Integer.parseInt(form.group(1)),
                form.group(2) == null ? "" : form.group(2),
                form.group(3) != null))
        : Optional.empty();
  }
}
