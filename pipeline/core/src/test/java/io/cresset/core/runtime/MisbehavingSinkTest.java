package io.cresset.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.export.Sink;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Signal;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.FakeTime;
import io.cresset.testkit.RecordingLogger;
import io.cresset.testkit.misbehaving.MisbehavingSink;
import io.cresset.testkit.misbehaving.SinkHabit;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A sink with each bad habit beside one that behaves, which must not notice. */
class MisbehavingSinkTest {
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final int RECORDS = 10;

  /** Those of which one that has begun to send does not come back. */
  private static final Set<SinkHabit> STAYS = EnumSet.of(SinkHabit.HANGS, SinkHabit.SPINS);

  private final FakeTime time = new FakeTime();
  private final MemoryLog log = new MemoryLog(Signal.LOGS, time);
  private final RecordingLogger lines = new RecordingLogger();
  private final List<MisbehavingSink> made = new ArrayList<>();
  private final VirtualThreadSchedulerMXBean scheduler =
      ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
  private final int carriers = scheduler.getParallelism();

  /** What spins keeps a carrier, of which a machine with one core has one. */
  @BeforeEach
  void oneCarrierMore() {
    scheduler.setParallelism(carriers + 1);
  }

  @AfterEach
  void letGo() {
    made.forEach(MisbehavingSink::letGo);
    scheduler.setParallelism(carriers);
  }

  private Delivery start(String component, Sink sink) {
    Delivery delivery =
        new Delivery(
            component,
            Signal.LOGS,
            sink,
            List.of(),
            log.feed(component),
            time,
            component.equals("bad") ? lines : new RecordingLogger(),
            () -> 0L);
    delivery.start();
    return delivery;
  }

  private void append() throws InterruptedException {
    log.append(
        new EncodedBatch(Signal.LOGS, ByteSlice.of(new byte[100]), RECORDS, PositionMoves.none()));
  }

  /**
   * Only what stays is waited for by the clock, which stands otherwise: how long others take to
   * stop is this machine's business.
   */
  private boolean closed(Delivery bad, Delivery well, SinkHabit habit) throws Exception {
    if (habit == SinkHabit.DAWDLES) {
      time.advanceUntil(() -> log.feed("bad").committed() == 50, Duration.ofMillis(100));
    }
    CompletableFuture<Boolean> closed =
        CompletableFuture.supplyAsync(() -> Delivery.closeAll(List.of(bad, well), LIMIT));
    if (STAYS.contains(habit)) {
      for (int half = 0; half < 2; half++) {
        time.awaitWaiterFor(LIMIT.dividedBy(2));
        time.advance(LIMIT.dividedBy(2));
      }
    }
    return closed.get();
  }

  @ParameterizedTest
  @EnumSource(
      value = SinkHabit.class,
      names = {"HANGS_IN_START", "THROWS_IN_START", "HANGS_IN_CLOSE", "THROWS_IN_CLOSE"},
      mode = EnumSource.Mode.EXCLUDE)
  void aNeighbourDoesNotNotice(SinkHabit habit) throws Exception {
    MisbehavingSink sink = new MisbehavingSink(habit, Set.of(Signal.LOGS), time);
    made.add(sink);
    Delivery bad = start("bad", sink);
    Delivery well = start("well", new ScriptedSink(time));
    for (int i = 1; i <= 5; i++) {
      append();
      long end = (long) RECORDS * i;
      time.advanceUntil(
          () -> log.feed("well").committed() == end && sink.sends() > 0, Duration.ofMillis(100));
    }
    // It may go on trying, and it may have said what is the matter; numbers stay possible ones.
    assertThat(log.feed("bad").committed()).isBetween(0L, 50L);
    assertThat(log.feed("bad").rejected()).isBetween(0L, log.feed("bad").committed());
    assertThat(bad.status().error()).hasSizeLessThan(1100);
    assertThat(bad.status().rejected()).hasSizeLessThanOrEqualTo(ReasonCounts.MAX_REASONS + 1);
    assertThat(well.status().state()).isEqualTo(DeliveryStatus.State.OK);
    assertThat(well.status().defects()).isZero();
    assertThat(log.feed("well").rejected()).isZero();

    assertThat(closed(bad, well, habit)).isEqualTo(!STAYS.contains(habit));
    assertThat(well.status().state()).isEqualTo(DeliveryStatus.State.STOPPED);
    sink.letGo();
    Eventually.holds("stopped", () -> bad.status().state() == DeliveryStatus.State.STOPPED);
    assertThat(log.feed("well").committed()).isEqualTo(50);
  }
}
