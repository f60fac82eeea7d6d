package io.cresset.collectors.node.network;

import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import io.cresset.collectors.node.source.NameFilter;
import io.cresset.collectors.pattern.LinearPattern;
import java.util.Optional;

/**
 * Whose neighbours count.
 *
 * @throws IllegalArgumentException if both patterns are set
 */
public record ArpOptions(
    @Doc("Interfaces to report, as a pattern; not together with device_exclude.")
        Optional<LinearPattern> deviceInclude,
    @Doc("Interfaces to leave out, as a pattern.") Optional<LinearPattern> deviceExclude,
    @Doc("Whether the kernel is asked by netlink, and /proc/net/arp is not read.") @Default("true")
        boolean netlink) {

  public ArpOptions {
    NameFilter.refuseBoth("device_include", deviceInclude, "device_exclude", deviceExclude);
  }

  NameFilter devices() {
    return new NameFilter(deviceInclude, deviceExclude);
  }
}
