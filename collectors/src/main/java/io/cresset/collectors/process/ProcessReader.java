package io.cresset.collectors.process;

import io.cresset.api.Time;
import io.cresset.api.collect.CollectFailure;
import io.cresset.collectors.linux.Scan;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads what a process has used. What nobody could have changed is not read again: the kernel keeps
 * in {@code schedstat}, to the nanosecond, how long a thread was on a CPU, and of a process none of
 * whose threads was on one since the last look neither switches nor I/O nor open files changed.
 */
final class ProcessReader {
  private static final long LIMITS_GOOD_FOR_NANOS = Duration.ofMinutes(1).toNanos();

  private final ProcFolder proc;
  private final ThreadReader threads;
  private final boolean smaps;
  private final Time time;
  private final Counts now = new Counts();

  ProcessReader(ProcFolder proc, boolean perThread, boolean smaps, Time time) {
    this.proc = proc;
    this.threads = new ThreadReader(proc, perThread);
    this.smaps = smaps;
    this.time = time;
  }

  /**
   * Brings a process up to date, of which {@code stat} has just been read.
   *
   * @param fromZero for one that is read for the first time: whether what it has used so far counts
   */
  void read(KnownProcess process, ProcessStat stat, boolean fromZero) throws CollectFailure {
    boolean first = !process.read;
    boolean resized = first || process.residentPages != stat.residentPages;
    if (first) {
      process.fromZero = fromZero;
    }
    process.take(stat);
    process.partial = false;
    now.set(stat.counts);
    boolean active = threads.read(process, resized, first && !fromZero);
    if (active || first) {
      readIo(process);
      readFiles(process);
    }
    now.readBytes = Math.max(now.readBytes, process.last.readBytes);
    now.writtenBytes = Math.max(now.writtenBytes, process.last.writtenBytes);
    if (first && !fromZero) {
      process.last.set(now);
    }
    process.last.advance(now, process.rise);
    process.read = true;
    if (smaps) {
      readSmaps(process);
    }
    process.partial |= !process.ioKnown || process.openFiles < 0;
  }

  private void readIo(KnownProcess process) throws CollectFailure {
    Optional<Scan> io = proc.files.read(process.pid, "io");
    if (io.isEmpty()) {
      // What was counted before stands: it may have come by another user's rights.
      return;
    }
    readIo(io.get(), now);
    if (!process.ioKnown && !process.fromZero) {
      // Of a life that began before the first look only what is seen to come counts.
      process.last.setStorage(now);
    }
    process.ioKnown = true;
  }

  /** Storage that was really read from and written to, proc_pid_io(5). */
  static void readIo(Scan io, Counts to) throws CollectFailure {
    while (io.nextLine()) {
      if (!io.nextField()) {
        continue;
      }
      if (io.is("read_bytes:")) {
        to.readBytes = io.field().unsigned();
      } else if (io.is("write_bytes:")) {
        to.writtenBytes = io.field().unsigned();
      }
    }
  }

  private void readFiles(KnownProcess process) throws CollectFailure {
    long open = proc.openFiles(process.pid);
    long nanos = time.monotonicNanos();
    // Who raises the limit does so to open more.
    if (open != process.openFiles || nanos - process.limitReadNanos > LIMITS_GOOD_FOR_NANOS) {
      process.fileLimit = readFileLimit(process.pid);
      process.limitReadNanos = nanos;
    }
    process.openFiles = open;
  }

  /** The soft limit; infinite if there is none. 0 of a process that has ended. */
  private double readFileLimit(int pid) throws CollectFailure {
    Optional<Scan> limits = proc.files.read(pid, "limits");
    while (limits.isPresent() && limits.get().nextLine()) {
      Scan line = limits.get();
      if (line.nextField() && line.is("Max") && line.nextField() && line.is("open")) {
        line.field().field();
        return line.is("unlimited") ? Double.POSITIVE_INFINITY : line.count();
      }
    }
    return 0;
  }

  private void readSmaps(KnownProcess process) throws CollectFailure {
    process.proportionalBytes = -1;
    Optional<Scan> smaps = proc.files.read(process.pid, "smaps_rollup");
    if (smaps.isEmpty()) {
      // Kernel threads and zombies have no memory to ask for.
      process.partial |= proc.files.isForbidden();
      return;
    }
    process.proportionalBytes = 0;
    process.proportionalSwappedBytes = 0;
    while (smaps.get().nextLine()) {
      Scan line = smaps.get();
      if (!line.nextField()) {
        continue;
      }
      if (line.is("Pss:")) {
        process.proportionalBytes = line.field().unsigned() * 1024;
      } else if (line.is("SwapPss:")) {
        process.proportionalSwappedBytes = line.field().unsigned() * 1024;
      }
    }
  }
}
