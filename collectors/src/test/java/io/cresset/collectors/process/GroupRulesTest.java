package io.cresset.collectors.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cresset.collectors.process.FakeProcesses.Fake;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules as process-exporter's file has them. */
class GroupRulesTest {
  @TempDir Path dir;
  private FakeProcesses proc;

  @BeforeEach
  void processes() throws Exception {
    proc = new FakeProcesses(dir.resolve("proc"));
  }

  private Fake process(int pid, int parent, String comm, String... command) throws Exception {
    Fake fake = new Fake(pid);
    fake.parent = parent;
    fake.comm = comm;
    fake.command = List.of(command);
    proc.write(fake);
    return fake;
  }

  /** How many processes each group has. */
  private Map<String, Integer> groups(ProcessRule... rules) throws Exception {
    Map<String, Integer> groups = new TreeMap<>();
    ProcessConfig config = ProcessRig.config(proc.root, List.of(rules), Optional.empty());
    try (ProcessRig rig = new ProcessRig(config)) {
      rig.run()
          .forEach(
              (series, value) -> {
                if (series.startsWith("num_procs{groupname=\"")) {
                  groups.put(series.substring(21, series.length() - 2), (int) Math.round(value));
                }
              });
    }
    return groups;
  }

  private static ProcessRule comm(String name, String... comm) {
    return ProcessRig.rule(name, List.of(comm), List.of());
  }

  private static ProcessRule exe(String name, String... exe) {
    return ProcessRig.rule(name, List.of(), List.of(exe));
  }

  private static ProcessRule cmdline(String name, String... patterns) {
    return ProcessRig.rule(name, List.of(), List.of(), patterns);
  }

  @Test
  void theFirstRuleThatFitsCounts() throws Exception {
    process(10, 1, "bash", "bash");
    process(11, 1, "zsh", "zsh");
    process(12, 1, "cron", "/usr/sbin/cron");
    assertThat(groups(comm("shells", "bash", "zsh"), cmdline("{{.Comm}}", ".+")))
        .containsOnly(Map.entry("shells", 2), Map.entry("cron", 1));
  }

  @Test
  void aProgramIsNamedWithItsPathOrWithout() throws Exception {
    process(10, 1, "postgres", "/usr/lib/15/postgres", "-D");
    process(11, 1, "postgres", "/opt/postgres");
    process(12, 1, "postgres", "postgres: writer");
    assertThat(groups(exe("{{.ExeFull}}", "/opt/postgres"), exe("{{.ExeBase}}", "postgres")))
        .containsOnly(Map.entry("/opt/postgres", 1), Map.entry("postgres", 1));
  }

  @Test
  void allPatternsAreFoundAndTheirGroupsAreInTheName() throws Exception {
    process(10, 1, "java", "java", "-Xmx1g", "-jar", "/srv/shop.jar");
    process(11, 1, "java", "java", "-jar", "/srv/small.jar");
    assertThat(
            groups(
                cmdline(
                    "{{.Comm}}:{{ .Matches.Jar }}:{{.Matches.Heap}}",
                    "-jar\\s+\\S*/(?P<Jar>[^/]+)\\.jar",
                    "-Xmx(?P<Heap>\\S+)")))
        .containsOnly(Map.entry("java:shop:1g", 1));
  }

  @Test
  void everythingInARuleMustAgree() throws Exception {
    process(10, 1, "python3", "/usr/bin/python3", "a.py");
    process(11, 1, "python3", "/opt/python3", "a.py");
    assertThat(groups(ProcessRig.rule("a", List.of("python3"), List.of("/opt/python3"), "a\\.py$")))
        .containsOnly(Map.entry("a", 1));
  }

  @Test
  void childrenAreInTheGroupOfTheirParent() throws Exception {
    process(1, 0, "init", "/sbin/init");
    process(20, 1, "make", "make");
    process(30, 20, "sh", "sh");
    process(31, 30, "gcc", "gcc");
    process(32, 30, "ld", "ld");
    process(40, 1, "cron", "cron");
    assertThat(groups(comm("build", "make"), comm("link", "ld")))
        .containsOnly(Map.entry("build", 3), Map.entry("link", 1));
  }

  @Test
  void aChildThatComesLaterJoinsItsParent() throws Exception {
    process(20, 1, "make", "make");
    ProcessConfig config =
        ProcessRig.config(proc.root, List.of(comm("build", "make")), Optional.empty());
    try (ProcessRig rig = new ProcessRig(config)) {
      rig.run();
      process(30, 20, "sh", "sh");
      assertThat(rig.run()).containsEntry("num_procs{groupname=\"build\"}", 2.0);
    }
  }

  @Test
  void parentsThatGoInACircleAreNoReasonToHang() throws Exception {
    process(20, 21, "a", "a");
    process(21, 20, "b", "b");
    assertThat(groups(comm("build", "make"))).isEmpty();
  }

  @Test
  void aNameMayHaveUserNumberStartAndControlGroups() throws Exception {
    Fake fake = process(10, 1, "worker", "/usr/bin/worker");
    fake.uid = 1000;
    fake.startTicks = 250;
    fake.cgroup = "1:cpu:/a\n0::/b\n";
    proc.write(fake);
    Files.writeString(proc.root.resolve("passwd"), "root:x:0:0::/:\nann:x:1000:1000::/:\n");
    assertThat(groups(comm("{{.Username}} {{.PID}} {{.StartTime}} {{.Cgroups}}", "worker")))
        .containsOnly(Map.entry("ann 10 2023-11-14 22:13:22.5 +0000 UTC [/a /b]", 1));
  }

  @Test
  void aUserWithoutANameIsANumber() throws Exception {
    Fake fake = process(10, 1, "worker", "worker");
    fake.uid = 4711;
    proc.write(fake);
    assertThat(groups(comm("{{.Username}}", "worker"))).containsOnly(Map.entry("4711", 1));
  }

  @Test
  void blanksAroundAFieldAreTrimmedWhereTheTemplateSaysSo() throws Exception {
    process(10, 1, "worker", "worker");
    assertThat(groups(comm("a {{- .Comm -}} b", "worker"))).containsOnly(Map.entry("aworkerb", 1));
  }

  @Test
  void mistakesAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NameTemplate.parse("{{.Command}}"))
        .withMessageContaining("there is no {{.Command}}; known are .Comm");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NameTemplate.parse("{{.Comm"))
        .withMessageContaining("two braces");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cmdline("{{.Matches.Jar}}", "-jar (.*)"))
        .withMessageContaining("write (?P<Jar>...) in one");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> comm("x"))
        .withMessageContaining("give it comm, exe or cmdline");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> comm("x", "prometheus-node-exporter"))
        .withMessageContaining("write 'prometheus-node'");
  }
}
