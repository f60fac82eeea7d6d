package io.cresset.collectors.process;

import io.cresset.api.check.Door;
import io.cresset.api.check.DoorContext;
import io.cresset.api.check.Finding;
import io.cresset.api.check.Finding.State;
import io.cresset.api.check.PathDoor;
import io.cresset.api.collect.CollectFailure;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** What {@code cresset check} tries: which processes can be seen, and what of them. */
final class ProcessDoors {
  private static final String REMEDY =
      "run as root or with CAP_SYS_PTRACE (systemd: AmbientCapabilities=CAP_SYS_PTRACE;"
          + " containers: add the capability SYS_PTRACE)";

  private final ProcessConfig config;
  private final DoorContext context;

  ProcessDoors(ProcessConfig config, DoorContext context) {
    this.config = config;
    this.context = context;
  }

  List<Door> all() {
    List<Door> doors = new ArrayList<>();
    doors.add(Door.local("processes", this::processes));
    if (config.processNames().stream().anyMatch(rule -> rule.name().asksForUser())) {
      doors.add(PathDoor.readable(config.passwd(), "passwd", context));
    }
    return doors;
  }

  private List<Finding> processes() throws InterruptedException {
    Finding root = PathDoor.look(config.procfs(), "procfs", context);
    if (root.state() == State.FAIL) {
      return List.of(root);
    }
    ProcFolder proc = new ProcFolder(config.procfs(), context.time());
    Seen seen = new Seen();
    try {
      for (String name : proc.list()) {
        int pid = ProcFolder.number(name);
        if (pid > 0) {
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
          seen.look(proc, pid, config.gatherSmaps());
        }
      }
    } catch (CollectFailure e) {
      return List.of(Finding.fail("procfs", e.getMessage(), "set " + context.key("procfs")));
    }
    List<Finding> found = new ArrayList<>();
    found.add(root);
    found.add(seen.all());
    if (Files.notExists(config.procfs().resolve("1"))) {
      found.add(
          Finding.warn(
              "hidden",
              "processes of other users are not shown (hidepid)",
              "run as root, or mount /proc with gid= and let "
                  + PathDoor.user()
                  + " be in that group"));
    }
    seen.lacking(found, seen.withoutIo, "io", "read_bytes_total and write_bytes_total");
    seen.lacking(found, seen.withoutFiles, "fd", "open_filedesc and worst_fd_ratio");
    seen.lacking(found, seen.withoutSmaps, "smaps", "memory_bytes as proportionalResident");
    return found;
  }

  /** How many there are, and how many do not let themselves be looked into. */
  private static final class Seen {
    private int processes;
    private int withoutIo;
    private int withoutFiles;
    private int withoutSmaps;

    private void look(ProcFolder proc, int pid, boolean smaps) {
      if (proc.files.read(pid, "stat").isEmpty()) {
        return;
      }
      processes++;
      if (proc.files.read(pid, "io").isEmpty() && proc.files.isForbidden()) {
        withoutIo++;
      }
      if (proc.openFiles(pid) < 0) {
        withoutFiles++;
      }
      if (smaps && proc.files.read(pid, "smaps_rollup").isEmpty() && proc.files.isForbidden()) {
        withoutSmaps++;
      }
    }

    private Finding all() {
      return processes == 0
          ? Finding.warn("processes", "there are none", "mount this machine's /proc there")
          : Finding.ok("processes", processes + " can be seen");
    }

    private void lacking(List<Finding> found, int without, String file, String metrics) {
      if (without > 0) {
        found.add(
            Finding.warn(
                file,
                "/proc/PID/%s of %d of %d processes may not be read, so these are not in %s"
                    .formatted(file, without, processes, metrics),
                REMEDY));
      }
    }
  }
}
