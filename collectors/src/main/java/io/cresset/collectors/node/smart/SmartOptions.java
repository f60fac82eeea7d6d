package io.cresset.collectors.node.smart;

import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How {@code smart} learns how disks are. */
public record SmartOptions(
    @Doc("How often disks are asked; one that sleeps is not.") @Default("5m") Duration interval,
    @Doc(
            "A folder with outputs of 'smartctl --json --xall', in files that end in .json, for"
                + " disks that this program may not ask.")
        Optional<Path> directory) {

  private static final Duration SHORTEST = Duration.ofSeconds(10);

  public SmartOptions {
    if (interval.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException("interval: disks are not asked oftener than each 10s");
    }
  }
}
