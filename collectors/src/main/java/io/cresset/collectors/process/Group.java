package io.cresset.collectors.process;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Processes of one name, in one container or none, and what they have used since it is known. */
final class Group {

  /**
   * @param pod empty for none
   * @param container empty for none
   */
  record Key(String name, String pod, String container) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::name).thenComparing(Key::pod).thenComparing(Key::container);

    @Override
    public int compareTo(Key that) {
      return ORDER.compare(this, that);
    }
  }

  /** Threads of further names count together. */
  private static final int MAX_THREAD_NAMES = 200;

  /** Of what was used ten minutes ago somewhat less than half counts. */
  private static final double MEAN_MEMORY_SECONDS = 600;

  final Key key;
  private Optional<GroupLabels> labels = Optional.empty();
  final Usage now = new Usage();

  /** What was used while it was shown under its own name. */
  final Counts used = new Counts();

  /** Whether I/O of any of its processes could ever be read. */
  boolean ioKnown;

  boolean shown;

  /** Seconds of CPU, of which those long ago count little. */
  double recentCpuSeconds;

  /** When its last process was there. */
  long lastSeenNanos;

  /** By name of its threads; only with per-thread metrics. */
  final Map<String, ThreadGroup> threads = new HashMap<>();

  Group(Key key) {
    this.key = key;
  }

  /** Most groups are never shown where there are many. */
  GroupLabels labels() {
    if (labels.isEmpty()) {
      labels = Optional.of(new GroupLabels(key));
    }
    return labels.get();
  }

  void beginRun() {
    now.clear();
    threads.values().forEach(ThreadGroup::beginRun);
  }

  void add(KnownProcess process) {
    now.add(process);
    for (KnownThread thread : process.threads) {
      if (!thread.name.isEmpty()) {
        threadGroup(thread.name).add(thread);
      }
    }
  }

  /**
   * Lets a process weigh from the first look on as if it had always used so much CPU.
   *
   * @param cpuSeconds in all its life
   */
  void remember(double cpuSeconds, double lifeSeconds) {
    recentCpuSeconds += cpuSeconds * Math.min(1, MEAN_MEMORY_SECONDS / lifeSeconds);
  }

  /** Lets what was used before fade, and adds what was used in this run. */
  void fade(double secondsGone) {
    recentCpuSeconds =
        recentCpuSeconds * Math.exp(-secondsGone / MEAN_MEMORY_SECONDS)
            + Counts.seconds(now.rise.userTicks + now.rise.systemTicks);
  }

  private ThreadGroup threadGroup(String name) {
    ThreadGroup known = threads.get(name);
    if (known == null) {
      String shownName = threads.size() < MAX_THREAD_NAMES ? name : Groups.OTHER;
      known = threads.computeIfAbsent(shownName, it -> new ThreadGroup(labels(), it));
    }
    return known;
  }

  /** Takes into its account what was used in this run, by itself or by those that it stands for. */
  void account(Usage usage) {
    used.add(usage.rise);
    ioKnown |= usage.ioKnown;
  }

  void endRun() {
    threads.values().removeIf(thread -> thread.count == 0);
  }
}
