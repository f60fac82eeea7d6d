package io.cresset.collectors.node.hardware;

import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import io.cresset.collectors.pattern.LinearPattern;

/** Which supplies {@code powersupplyclass} tells. */
public record PowerSupplyOptions(
    @Doc("Power supplies, by name, not to tell.") @Default("^$") LinearPattern ignoredSupplies) {}
