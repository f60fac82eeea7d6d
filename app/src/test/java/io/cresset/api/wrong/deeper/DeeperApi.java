package io.cresset.api.wrong.deeper;

import io.cresset.api.wrong.ApiThatUsesCore;

/** The other half of a cycle. */
public record DeeperApi(Class<ApiThatUsesCore> above) {}
