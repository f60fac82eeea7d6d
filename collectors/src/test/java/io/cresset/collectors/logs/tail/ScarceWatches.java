package io.cresset.collectors.logs.tail;

import io.cresset.collectors.linux.Inotify;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Those of the kernel, of which there are only so many, and whose queue overflows when told to. */
final class ScarceWatches implements Watches {
  private final Watches kernel;
  private final int most;
  private final Set<Integer> given = new HashSet<>();
  private boolean overflows;

  ScarceWatches(Watches kernel, int most) {
    this.kernel = kernel;
    this.most = most;
  }

  /** What happens until it is asked next is not told. */
  void overflow() {
    overflows = true;
  }

  int given() {
    return given.size();
  }

  @Override
  public int watch(Path folder) {
    int watch = kernel.watch(folder);
    if (watch >= 0 && given.size() >= most && !given.contains(watch)) {
      kernel.unwatch(watch);
      return -1;
    }
    if (watch >= 0) {
      given.add(watch);
    }
    return watch;
  }

  @Override
  public void unwatch(int watch) {
    given.remove(watch);
    kernel.unwatch(watch);
  }

  @Override
  public void await(long nanos) throws InterruptedException {
    kernel.await(nanos);
  }

  @Override
  public void drain(Inotify.Listener listener) {
    if (overflows) {
      overflows = false;
      kernel.drain((_, _, _) -> {});
      listener.happened(-1, Inotify.OVERFLOW, "");
    } else {
      kernel.drain(listener);
    }
  }

  @Override
  public void close() {
    kernel.close();
  }
}
