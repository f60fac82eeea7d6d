package io.cresset.collectors.node.network;

import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import io.cresset.collectors.node.source.NameFilter;
import io.cresset.collectors.pattern.LinearPattern;
import java.util.Optional;

/**
 * Which interfaces count, and what of them is told.
 *
 * @throws IllegalArgumentException if both patterns are set
 */
public record NetdevOptions(
    @Doc("Interfaces to report, as a pattern; not together with device_exclude.")
        Optional<LinearPattern> deviceInclude,
    @Doc("Interfaces to leave out, as a pattern.") Optional<LinearPattern> deviceExclude,
    @Doc("Whether the addresses of interfaces are told too.") @Default("false") boolean addressInfo,
    @Doc("Whether counters have the interface's alias as a label.") @Default("false")
        boolean labelIfalias,
    @Doc("Whether errors are told in detail, under other names.") @Default("false")
        boolean enableDetailedMetrics,
    @Doc("Whether the kernel is asked by netlink, and /proc/net/dev is not read.") @Default("true")
        boolean netlink) {

  public NetdevOptions {
    NameFilter.refuseBoth("device_include", deviceInclude, "device_exclude", deviceExclude);
  }

  NameFilter devices() {
    return new NameFilter(deviceInclude, deviceExclude);
  }
}
