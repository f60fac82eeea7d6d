package io.cresset.collectors.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.collectors.process.FakeProcesses.Fake;
import io.cresset.testkit.DoorHarness;
import io.cresset.testkit.FakeTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessDoorsTest {
  private final DoorHarness harness = new DoorHarness("collectors", "process", new FakeTime());
  @TempDir Path dir;

  private List<String> lines(ProcessConfig config) throws Exception {
    return harness.lines(new ProcessDoors(config, harness).all()).stream()
        .map(line -> line.replace(dir.toString(), ""))
        .toList();
  }

  private List<String> lines() throws Exception {
    return lines(ProcessRig.config(dir.resolve("proc")));
  }

  @Test
  void aMissingFolderIsNamed() throws Exception {
    assertThat(lines())
        .containsExactly(
            "FAIL procfs: /proc does not exist; put it there, or set collectors.process.procfs to"
                + " another");
  }

  @Test
  void whatCanBeReadIsFine() throws Exception {
    FakeProcesses proc = new FakeProcesses(dir.resolve("proc"));
    proc.write(new Fake(1));
    proc.write(new Fake(20));
    assertThat(lines())
        .containsExactly("ok procfs: /proc can be read", "ok processes: 2 can be seen");
  }

  @Test
  void hiddenProcessesAreSaid() throws Exception {
    FakeProcesses proc = new FakeProcesses(dir.resolve("proc"));
    proc.write(new Fake(20));
    assertThat(lines())
        .last()
        .asString()
        .startsWith("warn hidden: processes of other users are not shown (hidepid); run as root");
  }

  @Test
  void whatMayNotBeReadIsSaidOnceForAllProcesses() throws Exception {
    FakeProcesses proc = new FakeProcesses(dir.resolve("proc"));
    proc.write(new Fake(1));
    for (int pid : List.of(20, 21)) {
      proc.write(new Fake(pid));
      proc.forbid(pid, "io");
      FakeProcesses.remove(proc.folder(pid).resolve("fd"));
    }
    String rights =
        "; run as root or with CAP_SYS_PTRACE (systemd: AmbientCapabilities=CAP_SYS_PTRACE;"
            + " containers: add the capability SYS_PTRACE)";
    String files =
        "warn fd: /proc/PID/fd of 2 of 3 processes may not be read, so these are not in"
            + " open_filedesc and worst_fd_ratio"
            + rights;
    String io =
        "warn io: /proc/PID/io of 2 of 3 processes may not be read, so these are not in"
            + " read_bytes_total and write_bytes_total"
            + rights;
    // Root may read everything.
    boolean root = Files.isReadable(proc.folder(20).resolve("io"));
    assertThat(lines().stream().filter(line -> line.startsWith("warn")))
        .containsExactlyElementsOf(root ? List.of(files) : List.of(io, files));
  }

  @Test
  void namesOfUsersNeedTheirFile() throws Exception {
    new FakeProcesses(dir.resolve("proc"));
    List<ProcessRule> rules = List.of(ProcessRig.rule("{{.Username}}", List.of("x"), List.of()));
    assertThat(lines(ProcessRig.config(dir.resolve("proc"), rules, Optional.empty())))
        .anyMatch(line -> line.startsWith("FAIL passwd: /proc/passwd does not exist"));
  }
}
