package io.cresset.testkit.wrong;

import io.cresset.core.config.Problem;

/** A testkit that needs the core. */
public record TestkitThatUsesCore(Problem core) {}
