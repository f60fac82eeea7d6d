package io.cresset.collectors.process;

import io.cresset.api.Time;
import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;
import io.cresset.collectors.linux.ContainerIds;
import io.cresset.collectors.linux.OpenFiles;
import io.cresset.collectors.linux.PidFiles;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where processes are: /proc, or a folder like it. */
final class ProcFolder {
  private static final long NANOS = 1_000_000_000L;

  final PidFiles files;
  private final Path root;
  private final Time time;
  private final SmallFiles smallFiles = new SmallFiles();
  private Optional<OpenFiles> openFiles = Optional.empty();
  private Optional<Boot> boot = Optional.empty();

  /**
   * @param seconds since the epoch, when the kernel started
   * @param clocksApart the wall clock less the monotonic one when that was read
   */
  private record Boot(double seconds, long clocksApart) {}

  ProcFolder(Path root, Time time) {
    this.root = root;
    this.time = time;
    this.files = new PidFiles(root);
  }

  /** The names of all processes' folders, and of whatever else is there. */
  String[] list() throws CollectFailure {
    String[] names = root.toFile().list();
    if (names != null) {
      return names;
    }
    if (Files.notExists(root)) {
      throw new CollectFailure(Kind.ABSENT, root + ": there is no such folder", "");
    }
    throw new CollectFailure(
        Kind.UNAUTHORIZED, root + ": may not be listed", "Let the user that runs this program.");
  }

  /** The number that a folder's name is; -1 if it is none. */
  static int number(String name) {
    int number = 0;
    for (int i = 0; i < name.length(); i++) {
      int digit = name.charAt(i) - '0';
      if (digit < 0 || digit > 9 || number > (Integer.MAX_VALUE - digit) / 10) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return name.isEmpty() ? -1 : number;
  }

  /** A process's threads; none if it has ended. */
  List<Integer> threads(int pid) {
    String[] names = new File(root + "/" + pid + "/task").list();
    List<Integer> threads = new ArrayList<>();
    for (String name : names == null ? new String[0] : names) {
      if (number(name) > 0) {
        threads.add(number(name));
      }
    }
    return threads;
  }

  /** How many files a process has open; -1 if that may not be seen. */
  long openFiles(int pid) {
    if (openFiles.isEmpty()) {
      openFiles = Optional.of(OpenFiles.in(root));
    }
    return openFiles.get().of(pid);
  }

  /** The paths in /proc/PID/cgroup; none of a process that has ended. */
  List<String> cgroups(int pid) {
    List<String> paths = new ArrayList<>();
    Optional<Scan> read = files.read(pid, "cgroup");
    while (read.isPresent() && read.get().nextLine()) {
      // 4:memory:/docker/ID, with colons in the path as they come
      String[] parts = read.get().line().split(":", 3);
      if (parts.length == 3) {
        paths.add(parts[2]);
      }
    }
    return paths;
  }

  Optional<ContainerIds> container(int pid) {
    return ContainerIds.ofProcess(cgroups(pid));
  }

  /** The words of a command line; none of kernel threads, zombies and what has ended. */
  List<String> command(int pid) {
    String line = files.read(pid, "cmdline").map(Scan::whole).orElse("");
    int end = line.length();
    while (end > 0 && line.charAt(end - 1) == 0) {
      end--;
    }
    return end == 0 ? List.of() : List.of(line.substring(0, end).split("\0", -1));
  }

  /**
   * When this machine started, in seconds since the epoch. The kernel reckons that back from the
   * wall clock, so it is asked again when that was set.
   */
  double bootSeconds() throws CollectFailure {
    long apart = time.unixNanos() - time.monotonicNanos();
    if (boot.isEmpty() || Math.abs(boot.get().clocksApart() - apart) > NANOS / 2) {
      boot = Optional.of(new Boot(readBoot(), apart));
    }
    return boot.get().seconds();
  }

  private double readBoot() throws CollectFailure {
    Scan stat = smallFiles.source(root + "/stat");
    while (stat.nextLine()) {
      if (stat.nextField() && stat.is("btime")) {
        return stat.field().count();
      }
    }
    throw stat.malformed("there is no line with btime");
  }
}
