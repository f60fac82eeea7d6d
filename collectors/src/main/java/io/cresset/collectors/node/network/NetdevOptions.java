package io.cresset.collectors.node.network;

import io.cresset.api.config.Doc;
import io.cresset.collectors.node.source.NameFilter;
import io.cresset.collectors.node.source.NamePattern;
import java.util.Optional;

/**
 * Which interfaces count.
 *
 * @throws IllegalArgumentException if both are set
 */
public record NetdevOptions(
    @Doc("Interfaces to report, as a pattern; not together with device_exclude.")
        Optional<NamePattern> deviceInclude,
    @Doc("Interfaces to leave out, as a pattern.") Optional<NamePattern> deviceExclude) {

  public NetdevOptions {
    NameFilter.refuseBoth("device_include", deviceInclude, "device_exclude", deviceExclude);
  }

  NameFilter devices() {
    return new NameFilter(deviceInclude, deviceExclude);
  }
}
