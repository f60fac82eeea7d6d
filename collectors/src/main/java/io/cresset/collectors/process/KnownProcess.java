package io.cresset.collectors.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A process as it was when it was last read. Its number alone may be another's by now: with the
 * time of its start it is its own.
 */
final class KnownProcess {
  final int pid;
  final long startTicks;
  String comm;
  int parent;
  boolean kernelThread;

  /** The last run in which it was there. */
  long run;

  /** Empty while undecided, and for one that no group wants. */
  Optional<String> groupName = Optional.empty();

  boolean decided;
  Optional<Group> group = Optional.empty();

  /** Whether its numbers were read at all; before, there is nothing to compare with. */
  boolean read;

  /** Whether what it had used at the first look counts; what comes to be known later as well. */
  boolean fromZero;

  final Counts last = new Counts();

  /** What was used since the run before this one. */
  final Counts rise = new Counts();

  char state = '?';
  long virtualBytes;
  long residentPages;
  long swappedBytes;
  int threadCount;
  long openFiles = -1;
  long limitReadNanos;
  double fileLimit;
  boolean ioKnown;

  /** Some of its files could not be read. */
  boolean partial;

  long proportionalBytes = -1;
  long proportionalSwappedBytes;
  final KnownThread main;

  /** All threads, if there are several. */
  List<KnownThread> threads = List.of();

  KnownProcess(int pid, ProcessStat stat) {
    this.pid = pid;
    this.startTicks = stat.startTicks;
    this.comm = stat.comm;
    this.main = new KnownThread(pid);
    take(stat);
  }

  /** What stands in /proc/PID/stat, without its counts. */
  void take(ProcessStat stat) {
    comm = stat.comm;
    parent = stat.parent;
    kernelThread = stat.kernelThread;
    state = stat.state;
    virtualBytes = stat.virtualBytes;
    residentPages = stat.residentPages;
    threadCount = stat.threads;
  }

  /** Several threads from now on. */
  List<KnownThread> severalThreads() {
    if (threads.isEmpty()) {
      threads = new ArrayList<>(List.of(main));
    }
    return threads;
  }
}
