package io.cresset.api.wrong;

import io.cresset.api.wrong.deeper.DeeperApi;
import io.cresset.core.wrong.CoreThatUsesApp;

/** The api needs the core, and a package above needs one below that needs it. */
public record ApiThatUsesCore(CoreThatUsesApp core, DeeperApi deeper) {}
