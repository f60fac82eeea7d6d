package io.cresset.collectors.process;

/** A thread as it was when it was last read. */
final class KnownThread {
  final int id;

  /** Nanoseconds on a CPU and how often it got one; unchanged, it has done nothing since. */
  long ranNanos = -1;

  long timesRun = -1;
  char state = '?';
  boolean read;

  /** Whether what it had used at the first look counts; what comes to be known later as well. */
  boolean fromZero;

  final Counts last = new Counts();

  /** What was used since the run before this one. */
  final Counts rise = new Counts();

  // Only with per-thread metrics:
  String name = "";
  String waitsIn = "";
  boolean statKnown;
  boolean ioKnown;

  KnownThread(int id) {
    this.id = id;
  }
}
