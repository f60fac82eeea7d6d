package io.cresset.collectors.logs.tail;

import io.cresset.collectors.linux.Inotify;
import java.nio.file.Path;

/** Tells what happens in folders, or cannot, so that they have to be looked through. */
interface Watches extends AutoCloseable {

  /**
   * @return the watch, or a negative number if there is none to be had
   */
  int watch(Path folder);

  void unwatch(int watch);

  /** Waits until something has happened, at most so long. */
  void await(long nanos) throws InterruptedException;

  void drain(Inotify.Listener listener);

  @Override
  void close();
}
