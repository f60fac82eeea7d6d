package io.cresset.collectors.node.network;

import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import io.cresset.collectors.pattern.LinearPattern;

/** Which interfaces netclass tells, and what of them. */
public record NetclassOptions(
    @Doc("Interfaces to leave out, as a pattern.") @Default("'^$'") LinearPattern ignoredDevices,
    @Doc("Whether a speed of -1, which a driver does not know, is left out.") @Default("false")
        boolean ignoreInvalidSpeed,
    @Doc("Whether the kernel is asked by netlink, and little is read in /sys.") @Default("false")
        boolean netlink,
    @Doc("Whether netlink's counters are told too, in place of netdev.") @Default("false")
        boolean rtnlWithStats) {}
