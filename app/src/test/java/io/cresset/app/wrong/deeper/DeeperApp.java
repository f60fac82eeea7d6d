package io.cresset.app.wrong.deeper;

import io.cresset.app.wrong.WrongAppManager;

/** The other half of a cycle. */
public record DeeperApp(Class<WrongAppManager> above) {}
