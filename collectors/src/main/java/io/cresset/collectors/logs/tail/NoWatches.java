package io.cresset.collectors.logs.tail;

import io.cresset.api.Time;
import io.cresset.collectors.linux.Inotify;
import java.nio.file.Path;

/** Nothing is told. */
class NoWatches implements Watches {
  private final Time time;

  NoWatches(Time time) {
    this.time = time;
  }

  @Override
  public int watch(Path folder) {
    return -1;
  }

  @Override
  public void unwatch(int watch) {}

  @Override
  public void await(long nanos) throws InterruptedException {
    time.sleep(nanos);
  }

  @Override
  public void drain(Inotify.Listener listener) {}

  @Override
  public void close() {}
}
