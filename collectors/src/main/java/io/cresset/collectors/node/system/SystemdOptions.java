package io.cresset.collectors.node.system;

import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import io.cresset.collectors.pattern.LinearPattern;

/** Which units systemd reports, and what of them. A unit's whole name must match. */
public record SystemdOptions(
    @Doc("Units to report, as a pattern for the whole name.") @Default("'.+'")
        LinearPattern unitInclude,
    @Doc("Units to leave out, as a pattern for the whole name.")
        @Default("'.+\\.(automount|device|mount|scope|slice)'")
        LinearPattern unitExclude,
    @Doc("Whether services tell how many tasks they have and may have.") @Default("false")
        boolean enableTaskMetrics,
    @Doc("Whether services tell how often they were restarted.") @Default("false")
        boolean enableRestartsMetrics,
    @Doc("Whether units tell when they were started.") @Default("false")
        boolean enableStartTimeMetrics) {}
