package io.cresset.collectors.node.system;

import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;

/** What of /proc/stat counts besides what always does. */
public record StatOptions(
    @Doc("Whether soft interrupts by kind are reported, which some kernels are slow to sum up.")
        @Default("false")
        boolean softirq) {}
