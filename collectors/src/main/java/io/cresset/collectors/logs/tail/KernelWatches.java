package io.cresset.collectors.logs.tail;

import io.cresset.api.Time;
import io.cresset.collectors.linux.Errno;
import io.cresset.collectors.linux.Inotify;
import java.lang.System.Logger.Level;
import java.nio.file.Path;

/**
 * Watches by inotify, as far as the kernel has any to give. What it does not have is said once,
 * with the setting that helps; those who ask look for themselves then.
 */
final class KernelWatches implements Watches {
  /** How long a cancelled task may take to notice: the kernel's wait cannot be interrupted. */
  private static final int MAX_WAIT_MILLIS = 200;

  private final Inotify inotify;
  private final System.Logger logger;
  private final TailCounts counts;

  private KernelWatches(Inotify inotify, System.Logger logger, TailCounts counts) {
    this.inotify = inotify;
    this.logger = logger;
    this.counts = counts;
  }

  /** Those of the kernel, or none at all. */
  static Watches open(Time time, System.Logger logger, TailCounts counts) {
    try {
      return new KernelWatches(new Inotify(), logger, counts);
    } catch (Inotify.NoInstance | UnsatisfiedLinkError e) {
      if (counts.reached(TailCounts.Limit.WATCHES)) {
        logger.log(
            Level.WARNING,
            "the kernel does not tell what happens to files ({0}), so folders are looked through"
                + " every few seconds; raise fs.inotify.max_user_instances",
            e.getMessage());
      }
      return new NoWatches(time);
    }
  }

  @Override
  public int watch(Path folder) {
    int watch = inotify.watch(folder);
    if (watch == -Errno.ENOSPC && counts.reached(TailCounts.Limit.WATCHES)) {
      logger.log(
          Level.WARNING,
          "no watch left for {0} and folders after it, so they are looked through every few"
              + " seconds; raise fs.inotify.max_user_watches",
          folder);
    }
    return watch;
  }

  @Override
  public void unwatch(int watch) {
    inotify.unwatch(watch);
  }

  @Override
  public void await(long nanos) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    inotify.await(Math.clamp((nanos + 999_999) / 1_000_000, 0, MAX_WAIT_MILLIS));
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  @Override
  public void drain(Inotify.Listener listener) {
    inotify.drain(listener);
  }

  @Override
  public void close() {
    inotify.close();
  }
}
