package io.cresset.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.testkit.FakeTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class GrownHeapTest {
  private static final long MIB = 1 << 20;

  private final FakeTime time = new FakeTime();
  private final AtomicLong size = new AtomicLong(10 * MIB);
  private final AtomicLong alive = new AtomicLong(4 * MIB);
  private final AtomicInteger collections = new AtomicInteger();
  private final GrownHeap heap = new GrownHeap(time, size::get, this::collect);

  private void collect() {
    collections.incrementAndGet();
    size.set(Math.max(10 * MIB, alive.get()));
  }

  @BeforeEach
  void start() {
    heap.start();
    time.awaitWaiters(1);
  }

  @AfterEach
  void close() {
    heap.close();
  }

  private void after(Duration passed) {
    time.advance(passed);
    time.awaitWaiters(1);
  }

  @Test
  void whatTheStartLeftIsCollectedOnce() {
    size.set(16 * MIB);
    after(Duration.ofSeconds(9));
    assertThat(collections).hasValue(0);
    after(Duration.ofSeconds(1));
    assertThat(collections).hasValue(1);
    after(Duration.ofHours(1));
    assertThat(collections).hasValue(1);
  }

  @Test
  void whatDidNotGrowIsLeftAlone() {
    size.set(12 * MIB - 1);
    after(Duration.ofSeconds(10));
    after(Duration.ofMinutes(1));
    assertThat(collections).hasValue(0);
  }

  @Test
  void aFloodIsCollectedWithinAMinute() {
    after(Duration.ofSeconds(10));
    size.set(128 * MIB);
    after(Duration.ofMinutes(1));
    assertThat(collections).hasValue(1);
    assertThat(size).hasValue(10 * MIB);
  }

  @Test
  void aHeapThatIsAliveIsCollectedForEachQuarterThatItGrowsBy() {
    size.set(1000 * MIB);
    alive.set(1000 * MIB);
    after(Duration.ofSeconds(10));
    assertThat(collections).hasValue(1);
    for (int minute = 1; minute <= 5; minute++) {
      size.addAndGet(50 * MIB);
      alive.addAndGet(50 * MIB);
      after(Duration.ofMinutes(1));
    }
    assertThat(collections).hasValue(2);
  }
}
