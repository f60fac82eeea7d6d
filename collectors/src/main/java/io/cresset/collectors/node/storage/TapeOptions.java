package io.cresset.collectors.node.storage;

import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import io.cresset.collectors.pattern.LinearPattern;

/** Which drives {@code tapestats} tells. */
public record TapeOptions(
    @Doc("Tape drives, by name, not to tell.") @Default("^$") LinearPattern ignoredDevices) {}
