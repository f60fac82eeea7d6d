package io.cresset.core.log;

import io.cresset.core.log.MemoryFaults.Operation;
import java.nio.file.Path;

/** Forces of files hang in front of it while it is closed. */
final class ForceGate implements MemoryFaults.Watcher {
  private boolean closed;
  private int held;

  synchronized void close() {
    closed = true;
  }

  synchronized void open() {
    closed = false;
    notifyAll();
  }

  synchronized boolean holdsSome() {
    return held > 0;
  }

  @Override
  public synchronized void before(Operation operation, Path path) {
    if (operation != Operation.FORCE) {
      return;
    }
    held++;
    try {
      while (closed) {
        wait();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      held--;
    }
  }
}
