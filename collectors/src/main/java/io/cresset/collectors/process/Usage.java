package io.cresset.collectors.process;

import java.util.Map;
import java.util.TreeMap;

/** What the processes of a group, or of several, use now, and have used since the last run. */
final class Usage {
  static final int STATES = 5;

  final Counts rise = new Counts();
  int processes;
  long threads;
  long residentPages;
  long virtualBytes;
  long swappedBytes;
  long proportionalBytes;
  long proportionalSwappedBytes;
  boolean proportionalKnown;
  boolean ioKnown;
  long openFiles;
  boolean filesKnown;
  double worstFileRatio;
  long oldestStartTicks = Long.MAX_VALUE;

  /** Running, sleeping, waiting, zombie, other. */
  final int[] states = new int[STATES];

  /** How many threads wait in which function of the kernel. */
  final Map<String, Integer> waiting = new TreeMap<>();

  void clear() {
    rise.clear();
    processes = 0;
    threads = 0;
    residentPages = 0;
    virtualBytes = 0;
    swappedBytes = 0;
    proportionalBytes = 0;
    proportionalSwappedBytes = 0;
    proportionalKnown = false;
    ioKnown = false;
    openFiles = 0;
    filesKnown = false;
    worstFileRatio = 0;
    oldestStartTicks = Long.MAX_VALUE;
    java.util.Arrays.fill(states, 0);
    waiting.clear();
  }

  void add(KnownProcess process) {
    rise.add(process.rise);
    processes++;
    threads += process.threadCount;
    residentPages += process.residentPages;
    virtualBytes += process.virtualBytes;
    swappedBytes += process.swappedBytes;
    if (process.proportionalBytes >= 0) {
      proportionalKnown = true;
      proportionalBytes += process.proportionalBytes;
      proportionalSwappedBytes += process.proportionalSwappedBytes;
    }
    ioKnown |= process.ioKnown;
    if (process.openFiles >= 0) {
      filesKnown = true;
      openFiles += process.openFiles;
      if (process.fileLimit > 0) {
        worstFileRatio = Math.max(worstFileRatio, process.openFiles / process.fileLimit);
      }
    }
    oldestStartTicks = Math.min(oldestStartTicks, process.startTicks);
    addThreads(process);
  }

  /** As process-exporter has it, a process of several threads counts with each of them besides. */
  private void addThreads(KnownProcess process) {
    states[state(process.state)]++;
    wait(process.main.waitsIn);
    for (KnownThread thread : process.threads) {
      states[state(thread.state)]++;
      wait(thread.waitsIn);
    }
  }

  private void wait(String where) {
    if (!where.isEmpty()) {
      waiting.merge(where, 1, Integer::sum);
    }
  }

  private static int state(char letter) {
    return switch (letter) {
      case 'R' -> 0;
      case 'S' -> 1;
      case 'D' -> 2;
      case 'Z' -> 3;
      default -> 4;
    };
  }

  void add(Usage other) {
    rise.add(other.rise);
    processes += other.processes;
    threads += other.threads;
    residentPages += other.residentPages;
    virtualBytes += other.virtualBytes;
    swappedBytes += other.swappedBytes;
    proportionalKnown |= other.proportionalKnown;
    proportionalBytes += other.proportionalBytes;
    proportionalSwappedBytes += other.proportionalSwappedBytes;
    ioKnown |= other.ioKnown;
    filesKnown |= other.filesKnown;
    openFiles += other.openFiles;
    worstFileRatio = Math.max(worstFileRatio, other.worstFileRatio);
    oldestStartTicks = Math.min(oldestStartTicks, other.oldestStartTicks);
    for (int i = 0; i < STATES; i++) {
      states[i] += other.states[i];
    }
    other.waiting.forEach((where, count) -> waiting.merge(where, count, Integer::sum));
  }
}
