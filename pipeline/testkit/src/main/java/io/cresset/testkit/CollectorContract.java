package io.cresset.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.check.Door;
import io.cresset.api.check.Finding;
import io.cresset.api.collect.Collector;
import io.cresset.api.collect.CollectorFactory;
import io.cresset.api.model.MetricSpec;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What every collector promises. A collector's test implements this and gets the tests:
 *
 * <pre>{@code
 * class NodeContractTest implements CollectorContract<NodeConfig> {
 *   public CollectorFactory<NodeConfig> factory() { return new NodeFactory(); }
 *   public NodeConfig workingConfig() { ... }
 * }
 * }</pre>
 */
public interface CollectorContract<C extends Record> {

  CollectorFactory<C> factory();

  /** A configuration whose sources need not be there, and whose ports are 0. */
  C workingConfig();

  private Collector create(CollectorHarness harness) {
    return factory().create(workingConfig(), harness);
  }

  @Test
  default void isFoundByTheServiceLoader() {
    assertThat(
            ServiceLoader.load(CollectorFactory.class).stream().map(ServiceLoader.Provider::type))
        .contains(factory().getClass());
  }

  @Test
  default void kindIsAKeyAndSaysWhatItIs() {
    assertThat(factory().kind()).matches("[a-z][a-z0-9_]*");
    assertThat(factory().summary()).isNotBlank().doesNotContain("\n");
  }

  @Test
  default void declaresEachMetricOnce() {
    Set<String> names = new HashSet<>();
    for (MetricSpec spec : factory().specs()) {
      assertThat(names.add(spec.name())).as(spec.name() + " is declared once").isTrue();
      assertThat(spec.help()).as("help of " + spec.name()).isNotBlank();
    }
  }

  @Test
  default void creatingStartsNothing() {
    try (CollectorHarness harness = new CollectorHarness(factory().kind(), new FakeTime())) {
      Set<Thread> before = Thread.getAllStackTraces().keySet();
      Collector collector = create(harness);
      assertThat(harness.taskNames()).isEmpty();
      assertThat(harness.batches()).isEmpty();
      assertThat(Thread.getAllStackTraces().keySet()).isSubsetOf(threadsWithJvms(before));
      collector.close();
    }
  }

  /** The JVM may start threads of its own (a signal dispatcher, a cleaner) at any time. */
  private static Set<Thread> threadsWithJvms(Set<Thread> before) {
    Set<Thread> all = new HashSet<>(before);
    Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.isDaemon() && thread.getThreadGroup() != null)
        .filter(thread -> "system".equals(thread.getThreadGroup().getName()))
        .forEach(all::add);
    return all;
  }

  @Test
  default void startRegistersTasksAndRunsNone() {
    try (CollectorHarness harness = new CollectorHarness(factory().kind(), new FakeTime())) {
      Collector collector = create(harness);
      harness.register(collector);
      assertThat(harness.taskNames()).isNotEmpty();
      assertThat(harness.batches()).isEmpty();
      collector.close();
    }
  }

  @Test
  default void closesTwiceAndUnstarted() {
    try (CollectorHarness harness = new CollectorHarness(factory().kind(), new FakeTime())) {
      Collector unstarted = create(harness);
      unstarted.close();
      unstarted.close();
      Collector started = create(harness);
      harness.register(started);
      started.close();
      started.close();
    }
  }

  /** That nothing is read or bound is shown as far as it can be seen: no request, no thread. */
  @Test
  default void namesItsDoorsWithoutOpeningThem() {
    DoorHarness harness = new DoorHarness("collectors", factory().kind(), new FakeTime());
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    List<Door> doors = factory().doors(workingConfig(), harness);
    assertThat(Thread.getAllStackTraces().keySet()).isSubsetOf(threadsWithJvms(before));
    assertThat(harness.sent()).isZero();
    assertThat(doors.stream().map(Door::name)).allSatisfy(name -> assertThat(name).isNotBlank());
  }

  @Test
  default void everyDoorSaysWhatWasFoundAndWhatToDo() throws InterruptedException {
    DoorHarness harness = new DoorHarness("collectors", factory().kind(), new FakeTime());
    for (Door door : factory().doors(workingConfig(), harness)) {
      List<Finding> found = door.trial().open();
      assertThat(found).as(door.name()).isNotEmpty();
      assertThat(found)
          .filteredOn(one -> one.state() != Finding.State.OK)
          .allSatisfy(one -> assertThat(one.remedy()).isNotBlank());
    }
  }

  /** Whoever stops a program does not ask how far its start got. */
  @Test
  default void retiresAtAnyTime() {
    CollectorHarness harness = new CollectorHarness(factory().kind(), new FakeTime());
    Collector unstarted = create(harness);
    boolean _ = unstarted.retire();
    unstarted.close();
    Collector started = create(harness);
    harness.start(started);
    boolean _ = started.retire();
    harness.close();
    started.close();
    assertThat(harness.defects()).isEmpty();
  }

  @Test
  default void listenersEndWhenInterrupted() {
    CollectorHarness harness = new CollectorHarness(factory().kind(), new FakeTime());
    Collector collector = create(harness);
    harness.start(collector);
    harness.close();
    collector.close();
    assertThat(harness.defects()).isEmpty();
  }
}
