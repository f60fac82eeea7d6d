package io.cresset.app;

import io.cresset.core.runtime.SystemTime;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;

/** The process: its entry, and the signals that it gets. */
public final class Main implements Signals {
  private Main() {}

  public static void main(String[] args) {
    Surroundings surroundings =
        new Surroundings(System.getenv(), new SystemTime(), System.out, System.err);
    int code = new Program(surroundings, new Main()).execute(args);
    if (code != 0) {
      System.exit(code);
    }
  }

  /**
   * A JVM that a signal ends runs its hooks and then exits with 128 + the signal's number, which
   * service managers take for a failure. An orderly stop is none, hence the halt, once everything
   * that was taken is synced.
   */
  @Override
  public void onStop(IntSupplier stop) {
    Thread hook = new Thread(() -> Runtime.getRuntime().halt(stop.getAsInt()), "stop");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Hangups that come while one waits for its turn are met by that one's reading of the file. */
  @Override
  public void onHangup(Runnable reload) {
    AtomicBoolean waiting = new AtomicBoolean();
    handle(
        "HUP",
        () -> {
          if (waiting.compareAndSet(false, true)) {
            synchronized (this) {
              waiting.set(false);
              reload.run();
            }
          }
        });
  }

  /**
   * By {@code sun.misc.Signal}, the JDK's only way to a signal, which javac will not have named
   * where warnings are errors. The JVM gives each signal a thread of its own.
   */
  private static void handle(String name, Runnable work) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ours =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (_, _, _) -> {
                work.run();
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("SIG" + name + " cannot be handled", e);
    }
  }
}
