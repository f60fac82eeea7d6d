package io.cresset.collectors.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.CollectFailure.Kind;
import io.cresset.collectors.process.FakeProcesses.Fake;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that come, go, and take each other's numbers. */
class ProcessCollectorTest {
  private static final String USER = "cpu_seconds_total{groupname=\"worker\",mode=\"user\"}";

  @TempDir Path dir;
  private FakeProcesses proc;

  @BeforeEach
  void processes() throws Exception {
    proc = new FakeProcesses(dir.resolve("proc"));
  }

  private ProcessRig rig() {
    return new ProcessRig(ProcessRig.config(proc.root));
  }

  /** Lets a process use CPU, as the kernel shows it. */
  private void use(Fake fake, long ticks) throws Exception {
    fake.userTicks += ticks;
    fake.ranNanos += ticks * 10_000_000;
    proc.write(fake);
  }

  @Test
  void aGroupBeginsAtZeroAndCountsWhatIsUsedFromThenOn() throws Exception {
    Fake fake = new Fake(10);
    use(fake, 5000);
    try (ProcessRig rig = rig()) {
      assertThat(rig.run()).containsEntry(USER, 0.0);
      use(fake, 150);
      assertThat(rig.run()).containsEntry(USER, 1.5);
      assertThat(rig.run()).containsEntry(USER, 1.5);
    }
  }

  @Test
  void whatWasUsedByOneThatStartedSinceCountsFromItsStart() throws Exception {
    proc.write(new Fake(10));
    try (ProcessRig rig = rig()) {
      rig.run();
      Fake young = new Fake(11);
      young.startTicks = 500;
      use(young, 30);
      assertThat(rig.run()).containsEntry(USER, 0.3);
    }
  }

  @Test
  void ioThatMayBeReadLaterCountsFromThenOrFromItsStart() throws Exception {
    String read = "read_bytes_total{groupname=\"worker\"}";
    Fake old = new Fake(10);
    old.readBytes = 1_000_000;
    use(old, 1);
    Files.delete(proc.folder(10).resolve("io"));
    try (ProcessRig rig = rig()) {
      assertThat(rig.run()).doesNotContainKey(read);
      use(old, 1);
      assertThat(rig.run()).containsEntry(read, 0.0);
      old.readBytes += 512;
      use(old, 1);
      assertThat(rig.run()).containsEntry(read, 512.0);
      Fake young = new Fake(11);
      young.startTicks = 500;
      use(young, 1);
      Files.delete(proc.folder(11).resolve("io"));
      assertThat(rig.run()).containsEntry(read, 512.0);
      young.readBytes = 1000;
      use(young, 1);
      assertThat(rig.run()).containsEntry(read, 1512.0);
    }
  }

  @Test
  void whatTheDeadUsedIsKept() throws Exception {
    Fake fake = new Fake(10);
    proc.write(fake);
    Fake other = new Fake(11);
    proc.write(other);
    try (ProcessRig rig = rig()) {
      rig.run();
      use(fake, 100);
      use(other, 200);
      assertThat(rig.run()).containsEntry(USER, 3.0);
      proc.end(10);
      Map<String, Double> page = rig.run();
      assertThat(page)
          .containsEntry(USER, 3.0)
          .containsEntry("num_procs{groupname=\"worker\"}", 1.0);
    }
  }

  @Test
  void anEmptyGroupIsForgottenAfterAWhile() throws Exception {
    Fake fake = new Fake(10);
    proc.write(fake);
    try (ProcessRig rig = rig()) {
      rig.run();
      proc.end(10);
      rig.time.advance(Duration.ofMinutes(59));
      Map<String, Double> page = rig.run();
      assertThat(page).containsEntry("num_procs{groupname=\"worker\"}", 0.0);
      // Nothing started, so there is no time of a start.
      assertThat(page).doesNotContainKey("oldest_start_time_seconds{groupname=\"worker\"}");
      rig.time.advance(Duration.ofMinutes(2));
      assertThat(rig.run()).doesNotContainKey(USER);
    }
  }

  @Test
  void anotherProcessUnderTheSameNumberIsToldByItsStart() throws Exception {
    Fake fake = new Fake(10);
    use(fake, 1000);
    try (ProcessRig rig = rig()) {
      rig.run();
      use(fake, 100);
      rig.run();
      Fake reused = new Fake(10);
      reused.startTicks = 900;
      use(reused, 7);
      assertThat(rig.run()).containsEntry(USER, 1.07);
      use(reused, 3);
      assertThat(rig.run()).containsEntry(USER, 1.1);
    }
  }

  @Test
  void namesMayHaveBlanksAndParentheses() throws Exception {
    Fake fake = new Fake(10);
    fake.comm = "a) S 1 (b c";
    proc.write(fake);
    try (ProcessRig rig = rig()) {
      assertThat(rig.run()).containsEntry("num_procs{groupname=\"a) S 1 (b c\"}", 1.0);
    }
  }

  @Test
  void kernelThreadsAreOneGroup() throws Exception {
    for (int pid = 2; pid < 6; pid++) {
      Fake fake = new Fake(pid);
      fake.comm = "kworker/" + pid;
      fake.flags = 0x208040;
      fake.command = List.of();
      proc.write(fake);
    }
    try (ProcessRig rig = rig()) {
      Map<String, Double> page = rig.run();
      assertThat(page).containsEntry("num_procs{groupname=\"kthreadd\"}", 4.0);
      assertThat(page.keySet()).noneMatch(series -> series.contains("kworker"));
    }
  }

  @Test
  void whatMayNotBeReadIsAbsentAndNotZero() throws Exception {
    Fake fake = new Fake(10);
    proc.write(fake);
    Files.delete(proc.folder(10).resolve("io"));
    FakeProcesses.remove(proc.folder(10).resolve("fd"));
    try (ProcessRig rig = rig()) {
      Map<String, Double> page = rig.run();
      assertThat(page.keySet())
          .contains(USER)
          .noneMatch(series -> series.matches("(read_bytes|write_bytes|open_file|worst_fd).*"));
      assertThat(page).containsEntry("namedprocess_scrape_partial_errors", 1.0);
    }
  }

  @Test
  void aProcessThatVanishesWhileItIsReadIsNoError() throws Exception {
    proc.write(new Fake(10));
    Files.createDirectories(proc.root.resolve("11"));
    Files.createDirectories(proc.root.resolve("12"));
    Files.writeString(proc.root.resolve("12/stat"), "12 (half");
    try (ProcessRig rig = rig()) {
      Map<String, Double> page = rig.run();
      assertThat(page)
          .containsEntry("num_procs{groupname=\"worker\"}", 1.0)
          .containsEntry("namedprocess_scrape_procread_errors", 1.0);
      assertThat(rig.failure()).isEmpty();
    }
  }

  @Test
  void oneThatCannotBeReadForAMomentIsNotCountedAnew() throws Exception {
    Fake fake = new Fake(10);
    proc.write(fake);
    try (ProcessRig rig = rig()) {
      rig.run();
      use(fake, 100);
      rig.run();
      String stat = Files.readString(proc.folder(10).resolve("stat"));
      Files.writeString(proc.folder(10).resolve("stat"), "10 (worker) S broken\n");
      assertThat(rig.run()).containsEntry(USER, 1.0);
      Files.writeString(proc.folder(10).resolve("stat"), stat);
      assertThat(rig.run()).containsEntry(USER, 1.0);
    }
  }

  @Test
  void anotherProgramInAProcessBelongsToItsOwnGroup() throws Exception {
    proc.write(new Fake(10));
    Fake fake = new Fake(11);
    fake.comm = "shell";
    proc.write(fake);
    try (ProcessRig rig = rig()) {
      rig.run();
      use(fake, 100);
      rig.run();
      fake.comm = "worker";
      use(fake, 10);
      assertThat(rig.run())
          .containsEntry(USER, 0.1)
          .containsEntry("cpu_seconds_total{groupname=\"shell\",mode=\"user\"}", 1.0)
          .containsEntry("num_procs{groupname=\"worker\"}", 2.0)
          .containsEntry("num_procs{groupname=\"shell\"}", 0.0);
    }
  }

  @Test
  void countsThatStepBackAddNothing() throws Exception {
    Fake fake = new Fake(10);
    use(fake, 100);
    try (ProcessRig rig = rig()) {
      rig.run();
      use(fake, -1);
      assertThat(rig.run()).containsEntry(USER, 0.0);
      use(fake, 2);
      assertThat(rig.run()).containsEntry(USER, 0.01);
    }
  }

  @Test
  void podsAndContainersAreLabels() throws Exception {
    String id = "0123456789abcdef".repeat(4);
    Fake fake = new Fake(10);
    fake.cgroup = "0::/kubepods/burstable/pod11111111-2222-3333-4444-555555555555/" + id + "\n";
    proc.write(fake);
    proc.write(new Fake(11));
    try (ProcessRig rig = rig()) {
      assertThat(rig.run())
          .containsEntry("num_procs{groupname=\"worker\"}", 1.0)
          .containsEntry(
              "num_procs{container=\""
                  + id
                  + "\",groupname=\"worker\",pod=\"11111111-2222-3333-4444-555555555555\"}",
              1.0);
    }
  }

  @Test
  void withoutProcThereIsAFailureAndACountOfIt() throws Exception {
    try (ProcessRig rig = new ProcessRig(ProcessRig.config(dir.resolve("nowhere")))) {
      assertThat(rig.run()).containsEntry("namedprocess_scrape_errors", 1.0);
      assertThat(rig.failure())
          .hasValueSatisfying(it -> assertThat(it.kind()).isEqualTo(Kind.ABSENT));
    }
  }

  @Test
  void noCommandLineIsShownUnlessItIsAskedFor() throws Exception {
    Fake fake = new Fake(10);
    fake.command = List.of("/usr/bin/worker", "--password=secret");
    proc.write(fake);
    List<ProcessRule> rules = List.of(ProcessRig.rule("{{.ExeBase}}", List.of(), List.of(), ".+"));
    for (List<ProcessRule> names : List.of(List.<ProcessRule>of(), rules)) {
      try (ProcessRig rig = new ProcessRig(ProcessRig.config(proc.root, names, Optional.empty()))) {
        assertThat(rig.text()).contains("worker").doesNotContain("secret");
      }
    }
  }
}
