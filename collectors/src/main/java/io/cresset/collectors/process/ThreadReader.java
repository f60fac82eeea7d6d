package io.cresset.collectors.process;

import io.cresset.api.collect.CollectFailure;
import io.cresset.collectors.linux.Scan;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what the kernel tells of each thread alone: context switches and states, and with
 * per-thread metrics all else. A thread that was on no CPU since the last look is as it was.
 */
final class ThreadReader {
  private final ProcFolder proc;
  private final boolean perThread;
  private final ProcessStat stat = new ProcessStat();
  private final ProcessStatus status = new ProcessStatus();
  private final Counts now = new Counts();

  /** Whether the swapped memory of the process that is being read is known of this moment. */
  private boolean swapRead;

  private enum Look {
    AS_IT_WAS,
    RAN,
    ENDED
  }

  ThreadReader(ProcFolder proc, boolean perThread) {
    this.proc = proc;
    this.perThread = perThread;
  }

  /**
   * Brings a process's threads, switches and swapped memory up to date.
   *
   * @param resized whether its memory changed, so that some may have been swapped out
   * @param baseline whether what its threads have done so far does not count
   * @return whether any of its threads was on a CPU since the last look
   */
  boolean read(KnownProcess process, boolean resized, boolean baseline) throws CollectFailure {
    swapRead = false;
    boolean active;
    if (process.threadCount <= 1) {
      process.threads = List.of();
      active = look(process, process.main, baseline) == Look.RAN;
      if (active && perThread) {
        process.main.waitsIn = wchan(proc.files.read(process.pid, "wchan"));
      }
    } else {
      active = readSeveral(process, baseline);
    }
    if (resized && !swapRead) {
      Optional<Scan> scan = proc.files.read(process.pid, "status");
      if (scan.isPresent()) {
        status.parse(scan.get());
        process.swappedBytes = status.swappedBytes;
      }
    }
    return active;
  }

  private boolean readSeveral(KnownProcess process, boolean baseline) throws CollectFailure {
    List<KnownThread> known = process.severalThreads();
    boolean active = false;
    for (int i = known.size() - 1; i >= 0; i--) {
      switch (look(process, known.get(i), baseline)) {
        case AS_IT_WAS -> {}
        case RAN -> active = true;
        case ENDED -> known.remove(i);
      }
    }
    if (known.size() != process.threadCount) {
      active = true;
      Set<Integer> ids = new HashSet<>(proc.threads(process.pid));
      known.forEach(thread -> ids.remove(thread.id));
      for (int id : ids) {
        KnownThread thread = new KnownThread(id);
        if (look(process, thread, baseline) != Look.ENDED) {
          known.add(thread);
        }
      }
    }
    return active;
  }

  private Look look(KnownProcess process, KnownThread thread, boolean baseline)
      throws CollectFailure {
    thread.rise.clear();
    boolean first = !thread.read;
    if (!hasRun(process, thread)) {
      return Look.AS_IT_WAS;
    }
    Optional<Scan> scan = file(process, thread, "status");
    if (scan.isEmpty()) {
      return proc.files.hasEnded() ? Look.ENDED : Look.AS_IT_WAS;
    }
    status.parse(scan.get());
    if (first) {
      thread.fromZero = !baseline;
      thread.read = true;
    }
    thread.state = status.state;
    process.swappedBytes = status.swappedBytes;
    swapRead = true;
    now.clear();
    if (perThread && !process.threads.isEmpty()) {
      readAlone(process, thread);
    }
    now.voluntarySwitches = status.voluntarySwitches;
    now.involuntarySwitches = status.involuntarySwitches;
    if (first && baseline) {
      thread.last.set(now);
    }
    thread.last.advance(now, thread.rise);
    process.rise.voluntarySwitches += thread.rise.voluntarySwitches;
    process.rise.involuntarySwitches += thread.rise.involuntarySwitches;
    return Look.RAN;
  }

  /**
   * Kernels without this file, and those that keep no times and write zeros, leave nothing but
   * reading everything: a thread that is there got a CPU at least once.
   */
  private boolean hasRun(KnownProcess process, KnownThread thread) throws CollectFailure {
    Optional<Scan> schedstat = file(process, thread, "schedstat");
    if (schedstat.isEmpty() || !schedstat.get().nextLine()) {
      return true;
    }
    long nanos = schedstat.get().field().unsigned();
    long times = schedstat.get().field().field().unsigned();
    if (times != 0 && nanos == thread.ranNanos && times == thread.timesRun) {
      return false;
    }
    thread.ranNanos = nanos;
    thread.timesRun = times;
    return true;
  }

  /** What is told of a thread besides its switches. */
  private void readAlone(KnownProcess process, KnownThread thread) throws CollectFailure {
    Optional<Scan> scan = file(process, thread, "stat");
    if (scan.isPresent()) {
      stat.parse(scan.get(), thread.name);
      thread.name = stat.comm;
      now.set(stat.counts);
      if (!thread.statKnown && !thread.fromZero) {
        thread.last.setTimesAndFaults(now);
      }
      thread.statKnown = true;
    }
    Optional<Scan> io = file(process, thread, "io");
    if (io.isPresent()) {
      ProcessReader.readIo(io.get(), now);
      if (!thread.ioKnown && !thread.fromZero) {
        thread.last.setStorage(now);
      }
      thread.ioKnown = true;
    }
    thread.waitsIn = wchan(file(process, thread, "wchan"));
  }

  private Optional<Scan> file(KnownProcess process, KnownThread thread, String name) {
    return process.threads.isEmpty()
        ? proc.files.read(process.pid, name)
        : proc.files.read(process.pid, thread.id, name);
  }

  /** The kernel's function that it waits in; empty if it waits in none or that may not be seen. */
  private static String wchan(Optional<Scan> scan) {
    String where = scan.map(Scan::trimmed).orElse("");
    return where.equals("0") ? "" : where;
  }
}
