package io.cresset.testkit.misbehaving;

import java.util.concurrent.CountDownLatch;

/** A place where threads stay, interrupted or not, until a test lets them go. */
final class Hang {
  private final CountDownLatch end = new CountDownLatch(1);

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

  void letGo() {
    end.countDown();
  }
}
