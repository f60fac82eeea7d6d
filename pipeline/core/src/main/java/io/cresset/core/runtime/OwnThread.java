package io.cresset.core.runtime;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** For work that who asks for it must not break off half-way, or does not wait for. */
public final class OwnThread {
  private OwnThread() {}

  /** Does the work on a platform thread of that name, and waits for it; leaves interrupts be. */
  public static <T> T call(String name, Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, task -> Thread.ofPlatform().name(name).start(task))
        .join();
  }

  /** Begins the work on a daemon thread of that name. */
  public static void begin(String name, Runnable work) {
    Thread.ofPlatform().daemon().name(name).start(work);
  }
}
