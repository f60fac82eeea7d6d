package io.cresset.testkit.misbehaving;

import java.util.concurrent.CountDownLatch;

/** A place where threads stay, interrupted or not, until a test lets them go. */
final class Hang {
  private final CountDownLatch end = new CountDownLatch(1);
  private volatile boolean closed;

  void stay() {
    boolean interrupted = false;
    while (true) {
      try {
        end.await();
        break;
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Computes, interrupted or not, but not for longer than whose habit it is lives. */
  void spin() {
    while (!closed) {
      Thread.onSpinWait();
    }
  }

  /** Ends what computes: left alone, it would take a core from all tests that follow. */
  void close() {
    closed = true;
  }

  void letGo() {
    close();
    end.countDown();
  }
}
