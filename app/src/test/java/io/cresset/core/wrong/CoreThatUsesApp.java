package io.cresset.core.wrong;

import io.cresset.app.wrong.WrongAppManager;
import io.cresset.core.wrong.deeper.DeeperCore;

/** The core needs the program, and a package below that needs it. */
public record CoreThatUsesApp(WrongAppManager app, DeeperCore deeper) {}
