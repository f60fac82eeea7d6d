package io.cresset.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

class FakeTimeTest {
  private final FakeTime time = new FakeTime();

  @Test
  void standsStillUntilAdvanced() {
    long wall = time.unixNanos();
    long monotonic = time.monotonicNanos();
    assertThat(time.unixNanos()).isEqualTo(wall);
    time.advance(Duration.ofSeconds(3));
    assertThat(time.unixNanos() - wall).isEqualTo(3_000_000_000L);
    assertThat(time.monotonicNanos() - monotonic).isEqualTo(3_000_000_000L);
  }

  @Test
  void aStepOfTheWallClockIsNotSeenByTheMonotonicOne() {
    long wall = time.unixNanos();
    long monotonic = time.monotonicNanos();
    time.stepWallClock(Duration.ofHours(-1));
    assertThat(time.unixNanos()).isEqualTo(wall - Duration.ofHours(1).toNanos());
    assertThat(time.monotonicNanos()).isEqualTo(monotonic);
  }

  @Test
  void wakesASleeperWhenItsTimeHasComeAndNotBefore() throws Exception {
    CountDownLatch woke = new CountDownLatch(1);
    Thread sleeper =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    time.sleep(Duration.ofSeconds(10).toNanos());
                    woke.countDown();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    time.awaitWaiters(1);
    time.advance(Duration.ofSeconds(9));
    assertThat(time.waiterCount()).isEqualTo(1);
    assertThat(woke.getCount()).isEqualTo(1);
    time.advance(Duration.ofSeconds(1));
    woke.await();
    sleeper.join();
    assertThat(time.waiterCount()).isZero();
  }

  @Test
  void tellsOneWaitFromTheNext() throws Exception {
    Thread sleeper =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    time.sleep(Duration.ofSeconds(1).toNanos());
                    time.sleep(Duration.ofSeconds(3).toNanos());
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    time.awaitWaiterFor(Duration.ofSeconds(1));
    time.advance(Duration.ofSeconds(1));
    time.awaitWaiterFor(Duration.ofSeconds(3));
    assertThat(time.isAwaitedBy(sleeper)).isTrue();
    assertThat(time.isAwaitedBy(Thread.currentThread())).isFalse();
    time.advance(Duration.ofSeconds(3));
    assertThat(sleeper.join(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void aWaitCountsFromTheLastLookAtTheClock() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    Condition never = lock.newCondition();
    long until = time.monotonicNanos() + 10;
    time.advance(Duration.ofNanos(10));
    lock.lock();
    try {
      // Its time has come already: it returns, although nobody advances the clock any more.
      time.await(lock, never, 10);
    } finally {
      lock.unlock();
    }
    assertThat(time.monotonicNanos()).isEqualTo(until);
  }

  @Test
  void aLookIsGoodForOneWait() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    Condition never = lock.newCondition();
    CountDownLatch looked = new CountDownLatch(1);
    CountDownLatch advanced = new CountDownLatch(1);
    Thread waiter =
        Thread.ofVirtual()
            .start(
                () -> {
                  time.monotonicNanos();
                  looked.countDown();
                  lock.lock();
                  try {
                    advanced.await();
                    time.await(lock, never, 10);
                    time.await(lock, never, 10);
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  } finally {
                    lock.unlock();
                  }
                });
    looked.await();
    time.advance(Duration.ofNanos(10));
    advanced.countDown();
    // The first wait was over before it began; the second one is not, because of that.
    time.awaitWaiters(1);
    time.advance(Duration.ofNanos(10));
    waiter.join();
    assertThat(time.waiterCount()).isZero();
  }

  @Test
  void anInterruptEndsASleep() throws Exception {
    AtomicInteger interrupted = new AtomicInteger();
    Thread sleeper =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    time.sleep(Long.MAX_VALUE / 2);
                  } catch (InterruptedException e) {
                    interrupted.incrementAndGet();
                  }
                });
    time.awaitWaiters(1);
    sleeper.interrupt();
    sleeper.join();
    assertThat(interrupted).hasValue(1);
    assertThat(time.waiterCount()).isZero();
  }
}
