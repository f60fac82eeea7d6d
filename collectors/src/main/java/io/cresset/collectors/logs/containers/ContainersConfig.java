package io.cresset.collectors.logs.containers;

import io.cresset.api.config.DataSize;
import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import java.nio.file.Path;

/** What stands below {@code collectors: containers:}. */
public record ContainersConfig(
    @Doc(
            "Where containers' logs lie: the kubelet's /var/log/pods, or Docker's"
                + " /var/lib/docker/containers.")
        @Default("/var/log/pods")
        Path root,
    @Doc(
            "Where to begin in logs that are there at the first start: beginning or end. A log that"
                + " comes later is read from its beginning.")
        @Default("beginning")
        Start start,
    @Doc("A longer line goes out in pieces, 32KiB to 256KiB.") @Default("256KiB")
        DataSize maxLineBytes,
    @Doc("Lines a second of one container; what is more is dropped and counted, 0 for no limit.")
        @Default("0")
        int maxLinesPerSecond,
    @Doc("The same for all containers of one namespace together.") @Default("0")
        int maxNamespaceLinesPerSecond,
    @Doc("Files that are followed; further ones are counted and said.") @Default("50000")
        int maxFiles,
    @Doc("Files open at a time; those with something unread wait for a place.") @Default("512")
        int maxOpenFiles,
    @Doc(
            "What deleted logs that are not read yet may hold on the disk; beyond it the largest is"
                + " given up and counted.")
        @Default("1GiB")
        DataSize maxDeleted,
    @Doc(
            "What may be held in memory of lines whose end is not written yet, 1MiB or more; beyond"
                + " it the longest go out in pieces, counted.")
        @Default("16MiB")
        DataSize maxPartial) {

  /** Where to begin in what is there at the first start. */
  public enum Start {
    /** With the oldest line that there is. */
    BEGINNING,
    /** With what is written from now on. */
    END
  }

  /** A runtime's part of a line is 16 KiB, and a piece holds whole parts. */
  private static final long MIN_LINE_BYTES = 32 * 1024;

  private static final long MAX_LINE_BYTES = 256 * 1024;
  private static final long MIN_PARTIAL_BYTES = 1024 * 1024;
  private static final int MAX_RATE = 10_000_000;

  public ContainersConfig {
    if (maxLineBytes.bytes() < MIN_LINE_BYTES || maxLineBytes.bytes() > MAX_LINE_BYTES) {
      throw new IllegalArgumentException(
          "max_line_bytes is " + maxLineBytes + "; choose from 32KiB to 256KiB");
    }
    if (maxPartial.bytes() < MIN_PARTIAL_BYTES) {
      throw new IllegalArgumentException("max_partial is " + maxPartial + "; choose 1MiB or more");
    }
    within("max_lines_per_second", maxLinesPerSecond, 0, MAX_RATE);
    within("max_namespace_lines_per_second", maxNamespaceLinesPerSecond, 0, MAX_RATE);
    within("max_files", maxFiles, 1, 1_000_000);
    within("max_open_files", maxOpenFiles, 1, 100_000);
  }

  private static void within(String key, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s is %d; choose from %d to %d".formatted(key, value, least, most));
    }
  }
}
