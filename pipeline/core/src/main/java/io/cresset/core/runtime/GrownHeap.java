package io.cresset.core.runtime;

import io.cresset.api.Time;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Has the whole heap collected after it has grown, so that what a start, a reload or a flood used
 * goes back to the machine. The serial collector looks through the old generation only when that is
 * full to its limit, which on a quiet machine is never.
 *
 * <p>A collection costs a pause in proportion to what is alive. A heap that grows because more is
 * alive is collected for it once for each quarter that it grows by, so rarely; one that a flood
 * fills again and again at most once a minute.
 */
public final class GrownHeap implements AutoCloseable {
  /** What a start leaves is garbage by then. */
  private static final long FIRST_LOOK_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final long LOOK_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** Less is not worth a pause. */
  private static final long LEAST_GROWTH_BYTES = 2 << 20;

  private final Time time;
  private final LongSupplier sizeBytes;
  private final Runnable collect;
  private final Thread thread;

  /** As the last collection left it. */
  private long settledBytes;

  /**
   * @param sizeBytes what the heap takes from the machine now, used or not
   * @param collect the whole heap; returns when it is done
   */
  GrownHeap(Time time, LongSupplier sizeBytes, Runnable collect) {
    this.time = time;
    this.sizeBytes = sizeBytes;
    this.collect = collect;
    this.thread = Thread.ofVirtual().name("grown-heap").unstarted(this::run);
  }

  /** Watches the heap of this JVM from now on. */
  public static GrownHeap watch(Time time) {
    GrownHeap heap = new GrownHeap(time, Runtime.getRuntime()::totalMemory, System::gc);
    heap.start();
    return heap;
  }

  void start() {
    settledBytes = sizeBytes.getAsLong();
    thread.start();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      for (long rest = FIRST_LOOK_NANOS; ; rest = LOOK_NANOS) {
        time.sleep(rest);
        look();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    long grownBytes = sizeBytes.getAsLong() - settledBytes;
    if (grownBytes >= Math.max(LEAST_GROWTH_BYTES, settledBytes / 4)) {
      collect.run();
      settledBytes = sizeBytes.getAsLong();
    }
  }
}
