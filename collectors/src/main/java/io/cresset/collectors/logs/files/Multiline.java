package io.cresset.collectors.logs.files;

import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import io.cresset.api.config.Shorthand;
import io.cresset.collectors.pattern.LinearPattern;
import java.time.Duration;

/** Records of several lines. */
public record Multiline(
    @Doc(
            "How a record's first line begins, as a regular expression (RE2) that is looked for in"
                + " its first 1 KiB, such as '^\\d{4}-\\d\\d-\\d\\d'. Lines that do not match"
                + " belong to the record before.")
        @Shorthand
        LinearPattern start,
    @Doc("After so long without a further line the last record is taken as whole.") @Default("2s")
        Duration timeout) {

  public Multiline {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be longer than 0, such as 2s");
    }
  }
}
