package io.cresset.collectors.node.storage;

import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;

/** What {@code bcache} tells. */
public record BcacheOptions(
    @Doc("How much of each cache is unused and metadata, which the kernel counts slowly.")
        @Default("false")
        boolean priorityStats) {}
