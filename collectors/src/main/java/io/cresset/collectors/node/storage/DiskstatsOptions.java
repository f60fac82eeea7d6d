package io.cresset.collectors.node.storage;

import io.cresset.api.config.Doc;
import io.cresset.collectors.node.source.NameFilter;
import io.cresset.collectors.pattern.LinearPattern;
import java.util.Optional;

/**
 * Which disks count.
 *
 * @throws IllegalArgumentException if both are set
 */
public record DiskstatsOptions(
    @Doc("Disks to report, as a pattern; not together with device_exclude.")
        Optional<LinearPattern> deviceInclude,
    @Doc(
            "Disks to leave out, as a pattern. If neither is set, partitions, loop devices,"
                + " floppies and RAM disks.")
        Optional<LinearPattern> deviceExclude) {

  private static final LinearPattern USUALLY_EXCLUDED =
      LinearPattern.parse("^(z?ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\\d+n\\d+p)\\d+$");

  public DiskstatsOptions {
    NameFilter.refuseBoth("device_include", deviceInclude, "device_exclude", deviceExclude);
  }

  NameFilter devices() {
    return NameFilter.withDefault(deviceInclude, deviceExclude, USUALLY_EXCLUDED);
  }
}
