package io.cresset.collectors.node.source;

import io.cresset.api.config.Doc;
import io.cresset.collectors.pattern.LinearPattern;
import java.util.Optional;

/**
 * Which devices count, for sub-collectors that can be told nothing else.
 *
 * @throws IllegalArgumentException if both patterns are set
 */
public record DeviceOptions(
    @Doc("Devices to report, as a pattern; not together with device_exclude.")
        Optional<LinearPattern> deviceInclude,
    @Doc("Devices to leave out, as a pattern.") Optional<LinearPattern> deviceExclude) {

  public DeviceOptions {
    NameFilter.refuseBoth("device_include", deviceInclude, "device_exclude", deviceExclude);
  }

  public NameFilter devices() {
    return new NameFilter(deviceInclude, deviceExclude);
  }
}
