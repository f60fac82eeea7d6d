package io.cresset.collectors.node.hardware;

import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;

/** How {@code rapl} tells its zones. */
public record RaplOptions(
    @Doc("One metric with the zone as a label, in place of a metric for each zone.")
        @Default("false")
        boolean enableZoneLabel) {}
