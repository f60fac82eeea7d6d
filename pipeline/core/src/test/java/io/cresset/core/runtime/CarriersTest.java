package io.cresset.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.Rhythm;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.RecordingLogger;
import io.cresset.testkit.misbehaving.CollectorHabit;
import io.cresset.testkit.misbehaving.MisbehavingCollector;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** In real time, because what is to be shown is the work of the JDK's own scheduler. */
class CarriersTest {
  private final VirtualThreadSchedulerMXBean scheduler =
      ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
  private final int carriers = scheduler.getParallelism();
  private final SystemTime time = new SystemTime();
  private final RecordingLogger log = new RecordingLogger();
  private final Supervisor supervisor =
      new Supervisor(time, new Intake(time), (_, _) -> {}, _ -> log);
  private final AtomicInteger polls = new AtomicInteger();

  @AfterEach
  void stop() {
    supervisor.close(Duration.ofMillis(100));
    scheduler.setParallelism(carriers);
  }

  @Test
  void bodiesThatComputeWithoutEndLeaveOthersTheirTurn() {
    supervisor.watchCarriers();
    supervisor.start(
        new ComponentSpec(
            "misbehaving",
            "misbehaving",
            new MisbehavingCollector(
                List.of(CollectorHabit.SPINS_LISTENING, CollectorHabit.SPINS), Stage.HOST, time),
            List.of()));
    supervisor.start(
        new ComponentSpec(
            "well",
            "well",
            new Stage.Registering(
                tasks -> {
                  var _ =
                      tasks.add(
                          "poll",
                          Stage.HOST,
                          Rhythm.every(Duration.ofMillis(10)).deadline(Duration.ofMinutes(1)),
                          _ -> polls.incrementAndGet());
                }),
            List.of()));
    Eventually.holds("all carriers are kept", () -> scheduler.getParallelism() > carriers);
    int before = polls.get();
    Eventually.holds("the neighbour goes on", () -> polls.get() >= before + 3);
    assertThat(supervisor.status())
        .filteredOn(status -> status.component().equals("well"))
        .allSatisfy(status -> assertThat(status.failures()).isEmpty());
    Eventually.holds(
        "it is said",
        () ->
            log.lines().stream()
                .anyMatch(
                    line ->
                        line.startsWith(
                            "WARNING virtual threads had no turn, something computes without end,"
                                + " maybe misbehaving/spins")));
  }

  @Test
  void whoHasTheirTurnGetNoMoreCarriers() {
    Stage stage = new Stage();
    stage.supervisor.watchCarriers();
    for (int i = 0; i < 10; i++) {
      AtomicInteger turns = new AtomicInteger();
      Thread _ = Thread.ofVirtual().start(turns::incrementAndGet);
      // And so has every other, among them the one that the Supervisor has started to see whether
      // it does: with some carriers, who came first need not be through first.
      Eventually.holds(
          "all virtual threads have had their turn",
          () ->
              turns.get() == 1
                  && scheduler.getQueuedVirtualThreadCount() == 0
                  && scheduler.getMountedVirtualThreadCount() == 0);
      stage.advance(Duration.ofSeconds(1));
    }
    assertThat(stage.log.lines()).isEmpty();
    stage.close();
  }
}
