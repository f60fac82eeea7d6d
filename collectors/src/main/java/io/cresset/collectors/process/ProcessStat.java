package io.cresset.collectors.process;

import io.cresset.api.collect.CollectFailure;
import io.cresset.collectors.linux.Scan;

/** The last /proc/PID/stat or /proc/PID/task/TID/stat that was read, proc_pid_stat(5). */
final class ProcessStat {
  /** {@code PF_KTHREAD}, linux/sched.h. */
  private static final long KERNEL_THREAD = 0x200000;

  /**
   * With the first character after the last closing parenthesis: names may have some of their own.
   */
  String comm = "";

  char state;
  int parent;
  boolean kernelThread;
  int threads;
  long startTicks;
  long virtualBytes;
  long residentPages;
  final Counts counts = new Counts();

  /**
   * @param usual the name that it probably has, which is then used again
   */
  void parse(Scan scan, String usual) throws CollectFailure {
    if (!scan.nextLine() || !scan.nextWithin('(', ')')) {
      throw scan.malformed("has no name in parentheses");
    }
    comm = scan.is(usual) ? usual : scan.text();
    state = state(scan.field());
    parent = (int) scan.field().unsigned();
    // pgrp session tty_nr tpgid
    skip(scan, 4);
    kernelThread = (scan.field().unsigned() & KERNEL_THREAD) != 0;
    counts.minorFaults = scan.field().unsigned();
    skip(scan, 1);
    counts.majorFaults = scan.field().unsigned();
    skip(scan, 1);
    counts.userTicks = scan.field().unsigned();
    counts.systemTicks = scan.field().unsigned();
    // cutime cstime priority nice
    skip(scan, 4);
    threads = (int) scan.field().unsigned();
    skip(scan, 1);
    startTicks = scan.field().unsigned();
    virtualBytes = scan.field().unsigned();
    residentPages = scan.field().unsigned();
  }

  /** R, S, D, Z, T, ...; most of them sleep. */
  static char state(Scan scan) {
    return scan.is("S") ? 'S' : scan.text().charAt(0);
  }

  private static void skip(Scan scan, int fields) throws CollectFailure {
    for (int i = 0; i < fields; i++) {
      scan.field();
    }
  }
}
