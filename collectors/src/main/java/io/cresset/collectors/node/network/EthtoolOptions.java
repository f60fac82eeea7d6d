package io.cresset.collectors.node.network;

import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import io.cresset.collectors.node.source.NameFilter;
import io.cresset.collectors.pattern.LinearPattern;
import java.util.Optional;

/**
 * Whose drivers ethtool asks, and for what.
 *
 * @throws IllegalArgumentException if both patterns for devices are set
 */
public record EthtoolOptions(
    @Doc("Interfaces to ask, as a pattern; not together with device_exclude.")
        Optional<LinearPattern> deviceInclude,
    @Doc("Interfaces not to ask, as a pattern.") Optional<LinearPattern> deviceExclude,
    @Doc("Statistics to report, as a pattern, by the driver's names.") @Default("'.*'")
        LinearPattern metricsInclude) {

  public EthtoolOptions {
    NameFilter.refuseBoth("device_include", deviceInclude, "device_exclude", deviceExclude);
  }

  NameFilter devices() {
    return new NameFilter(deviceInclude, deviceExclude);
  }
}
