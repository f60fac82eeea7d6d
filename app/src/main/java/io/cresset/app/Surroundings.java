package io.cresset.app;

import io.cresset.api.Time;
import java.io.PrintStream;
import java.util.Map;

/**
 * What the program finds around it; a test puts its own in place.
 *
 * @param out what was asked for
 * @param err what goes wrong, and the program's log
 */
record Surroundings(Map<String, String> environment, Time time, PrintStream out, PrintStream err) {
  Surroundings {
    environment = Map.copyOf(environment);
  }
}
