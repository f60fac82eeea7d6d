package io.cresset.app;

import io.cresset.core.runtime.SystemTime;
import java.util.function.IntSupplier;

/** The program's entry. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Surroundings surroundings =
        new Surroundings(System.getenv(), new SystemTime(), System.out, System.err);
    int code = new Program(surroundings, Main::onSignal).execute(args);
    if (code != 0) {
      System.exit(code);
    }
  }

  /**
   * A JVM that a signal ends runs its hooks and then exits with 128 + the signal's number, which
   * service managers take for a failure. An orderly stop is none, hence the halt, once everything
   * that was taken is synced.
   */
  private static void onSignal(IntSupplier stop) {
    Thread hook = new Thread(() -> Runtime.getRuntime().halt(stop.getAsInt()), "stop");
    Runtime.getRuntime().addShutdownHook(hook);
  }
}
