package io.cresset.collectors.process;

import java.util.List;

/** What a process is told by. Each is read when it is first asked for, since few rules ask. */
interface ProcessTraits {
  int pid();

  /** The program's name as the kernel has it. */
  String comm();

  /** The words of the command line; none for kernel threads and zombies. */
  List<String> command();

  /** Paths in the trees of control groups, as /proc/PID/cgroup lists them. */
  List<String> cgroups();

  /** Of the effective user; its number if it has no name. */
  String username();

  /** As Go prints a time: {@code 2026-11-22 03:28:01.12 +0000 UTC}. */
  String startTime();

  /** The first word of the command line; the kernel's name without one. */
  default String exeFull() {
    return command().isEmpty() ? comm() : command().getFirst();
  }

  /** That without its folders. */
  default String exeBase() {
    String full = exeFull();
    return command().isEmpty() ? full : full.substring(full.lastIndexOf('/') + 1);
  }
}
