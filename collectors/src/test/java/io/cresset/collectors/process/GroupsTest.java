package io.cresset.collectors.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.collectors.process.FakeProcesses.Fake;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which groups are shown where there are many, and that nothing is lost of the others. */
class GroupsTest {
  private static final int GROUPS = 12;

  @TempDir Path dir;
  private FakeProcesses proc;
  private final List<Fake> fakes = new ArrayList<>();

  @BeforeEach
  void processes() throws Exception {
    proc = new FakeProcesses(dir.resolve("proc"));
    for (int i = 0; i < GROUPS; i++) {
      Fake fake = new Fake(10 + i);
      fake.comm = "g%02d".formatted(i);
      fake.residentPages = 100L + i;
      fakes.add(fake);
      proc.write(fake);
    }
  }

  private ProcessRig rig(int top) {
    return new ProcessRig(ProcessRig.config(proc.root, List.of(), Optional.of(top)));
  }

  private void use(int group, long ticks) throws Exception {
    Fake fake = fakes.get(group);
    fake.userTicks += ticks;
    fake.ranNanos += ticks + 1;
    proc.write(fake);
  }

  private static Map<String, Double> userSeconds(Map<String, Double> page) {
    Map<String, Double> seconds = new TreeMap<>();
    page.forEach(
        (series, value) -> {
          if (series.startsWith("cpu_seconds_total") && series.contains("user")) {
            seconds.put(series.split("\"", -1)[1], value);
          }
        });
    return seconds;
  }

  @Test
  void thoseThatUseMostAreShownAndTheOthersTogether() throws Exception {
    try (ProcessRig rig = rig(2)) {
      rig.run();
      use(0, 500);
      use(1, 400);
      use(2, 10);
      rig.time.advance(Duration.ofSeconds(15));
      Map<String, Double> page = rig.run();
      // Two by CPU, two by memory.
      assertThat(userSeconds(page))
          .containsOnly(
              Map.entry("g00", 5.0),
              Map.entry("g01", 4.0),
              Map.entry("g10", 0.0),
              Map.entry("g11", 0.0),
              Map.entry("other", 0.1));
      assertThat(page).containsEntry("num_procs{groupname=\"other\"}", 8.0);
    }
  }

  @Test
  void whateverIsUsedIsCountedOnceAndNothingGoesBack() throws Exception {
    Random random = new Random(7);
    long used = 0;
    Map<String, Double> highest = new TreeMap<>();
    Map<String, Double> last = new TreeMap<>();
    double all = 0;
    try (ProcessRig rig = rig(2)) {
      rig.run();
      for (int run = 0; run < 60; run++) {
        int burst = random.nextInt(GROUPS);
        for (int group = 0; group < GROUPS; group++) {
          long ticks = group == burst ? 1000 : random.nextInt(3);
          use(group, ticks);
          used += ticks;
        }
        rig.time.advance(Duration.ofSeconds(60));
        Map<String, Double> now = userSeconds(rig.run());
        assertThat(now).hasSizeLessThanOrEqualTo(5);
        for (Map.Entry<String, Double> one : now.entrySet()) {
          double before = highest.getOrDefault(one.getKey(), 0.0);
          assertThat(one.getValue()).as(one.getKey()).isGreaterThanOrEqualTo(before);
          all += one.getValue() - before;
          highest.put(one.getKey(), one.getValue());
        }
        last = now;
      }
    }
    assertThat(last).containsKey("other");
    assertThat(all).isCloseTo(used / 100.0, org.assertj.core.data.Offset.offset(1e-6));
  }

  @Test
  void groupsOverTheLimitCountTogether() throws Exception {
    ProcessConfig most =
        new ProcessConfig(
            proc.root,
            List.of(),
            true,
            Optional.of(0),
            5,
            Duration.ofHours(1),
            true,
            false,
            false,
            proc.root);
    try (ProcessRig rig = new ProcessRig(most)) {
      Map<String, Double> page = rig.run();
      assertThat(userSeconds(page)).hasSize(6).containsKey("other");
      assertThat(page).containsEntry("num_procs{groupname=\"other\"}", 7.0);
    }
  }

  @Test
  void aGroupThatIsItselfCalledOtherIsNoDouble() throws Exception {
    fakes.getFirst().comm = "other";
    proc.write(fakes.getFirst());
    try (ProcessRig rig = rig(2)) {
      assertThat(rig.run()).containsEntry("num_procs{groupname=\"other\"}", 10.0);
    }
  }

  @Test
  void fewGroupsAreAllShown() throws Exception {
    try (ProcessRig rig = rig(GROUPS)) {
      assertThat(userSeconds(rig.run())).hasSize(GROUPS).doesNotContainKey("other");
    }
  }
}
