package io.cresset.app.wrong;

import io.cresset.app.wrong.deeper.DeeperApp;
import java.time.Instant;
import java.util.function.Supplier;

/** A name that says nothing, a clock, a thread and an end of its own, and half of a cycle. */
public record WrongAppManager(Class<DeeperApp> deeper) {
  Supplier<Instant> clock() {
    return Instant::now;
  }

  void end() {
    Thread.ofVirtual().start(() -> System.exit(3));
  }
}
