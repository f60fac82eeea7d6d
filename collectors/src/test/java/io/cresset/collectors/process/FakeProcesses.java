package io.cresset.collectors.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A folder like /proc, of processes that a test makes up, changes and ends. */
final class FakeProcesses {
  final Path root;

  FakeProcesses(Path root) throws IOException {
    this.root = root;
    Files.createDirectories(root);
    Files.writeString(root.resolve("stat"), "cpu  1 2 3 4\nbtime 1700000000\n");
  }

  /** One process; what is not set is as it is of a small one that sleeps. */
  static final class Fake {
    final int pid;
    String comm = "worker";
    List<String> command = List.of("/usr/bin/worker");
    String cgroup = "0::/\n";
    char state = 'S';
    int parent = 1;
    long flags = 0x400000;
    long minorFaults;
    long majorFaults;
    long userTicks;
    long systemTicks;
    int threads = 1;
    long startTicks = 100;
    long virtualBytes = 8192;
    long residentPages = 1;
    long swappedKib;
    long voluntary;
    long involuntary;
    long readBytes;
    long writtenBytes;
    int uid;
    int openFiles = 3;

    /** Changes with whatever else does, as the kernel's does; 0 for one that keeps no times. */
    long ranNanos = 1;

    Fake(int pid) {
      this.pid = pid;
    }
  }

  Path folder(int pid) {
    return root.resolve(String.valueOf(pid));
  }

  void write(Fake fake) throws IOException {
    Path folder = folder(fake.pid);
    Files.createDirectories(folder.resolve("fd"));
    Files.writeString(folder.resolve("stat"), stat(fake, fake.pid, fake.comm));
    Files.writeString(folder.resolve("schedstat"), fake.ranNanos + " 5 " + fake.ranNanos + "\n");
    Files.writeString(folder.resolve("status"), status(fake));
    Files.writeString(
        folder.resolve("io"),
        "rchar: 1\nread_bytes: %d\nwrite_bytes: %d\ncancelled_write_bytes: 0\n"
            .formatted(fake.readBytes, fake.writtenBytes));
    Files.writeString(
        folder.resolve("limits"),
        "Limit                     Soft Limit           Hard Limit           Units     \n"
            + "Max open files            12                   4096                 files     \n");
    Files.writeString(
        folder.resolve("cmdline"),
        fake.command.isEmpty() ? "" : String.join("\0", fake.command) + "\0");
    Files.writeString(folder.resolve("cgroup"), fake.cgroup);
    for (int i = 0; i < fake.openFiles; i++) {
      Files.writeString(folder.resolve("fd/" + i), "");
    }
  }

  private static String stat(Fake fake, int id, String comm) {
    return "%d (%s) %c %d 1 1 0 -1 %d %d 0 %d 0 %d %d 0 0 20 0 %d 0 %d %d %d 0 0\n"
        .formatted(
            id,
            comm,
            fake.state,
            fake.parent,
            fake.flags,
            fake.minorFaults,
            fake.majorFaults,
            fake.userTicks,
            fake.systemTicks,
            fake.threads,
            fake.startTicks,
            fake.virtualBytes,
            fake.residentPages);
  }

  private static String status(Fake fake) {
    return """
    Name:\tx
    State:\t%c (sleeping)
    Uid:\t1\t%d\t1\t1
    VmSwap:\t%8d kB
    voluntary_ctxt_switches:\t%d
    nonvoluntary_ctxt_switches:\t%d
    """
        .formatted(fake.state, fake.uid, fake.swappedKib, fake.voluntary, fake.involuntary);
  }

  /** A thread of a process that has been written. */
  void thread(Fake fake, int id, String name, long userTicks, long voluntary) throws IOException {
    Path folder = folder(fake.pid).resolve("task/" + id);
    Files.createDirectories(folder);
    Fake thread = new Fake(id);
    thread.userTicks = userTicks;
    thread.voluntary = voluntary;
    Files.writeString(folder.resolve("stat"), stat(thread, id, name));
    Files.writeString(folder.resolve("status"), status(thread));
    Files.writeString(folder.resolve("schedstat"), userTicks + " 0 " + voluntary + "\n");
    Files.writeString(folder.resolve("io"), "read_bytes: " + userTicks + "\nwrite_bytes: 0\n");
    Files.writeString(folder.resolve("wchan"), "futex_wait_queue");
  }

  void forbid(int pid, String file) throws IOException {
    Files.setPosixFilePermissions(
        folder(pid).resolve(file), PosixFilePermissions.fromString("---------"));
  }

  void end(int pid) throws IOException {
    remove(folder(pid));
  }

  static void remove(Path path) throws IOException {
    List<Path> all = new ArrayList<>();
    try (var walk = Files.walk(path)) {
      walk.forEach(all::add);
    }
    for (Path file : all.reversed()) {
      Files.delete(file);
    }
  }
}
