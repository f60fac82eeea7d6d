package io.cresset.core.wrong.deeper;

import io.cresset.core.wrong.CoreThatUsesApp;

/** The other half of a cycle. */
public record DeeperCore(Class<CoreThatUsesApp> above) {}
