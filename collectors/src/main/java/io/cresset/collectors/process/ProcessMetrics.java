package io.cresset.collectors.process;

import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.NumberPoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is reported of groups, under the names and with the words that process-exporter has:
 *
 * <pre>
 * namedprocess_namegroup_num_procs{groupname="postgres"} 7
 * namedprocess_namegroup_cpu_seconds_total{groupname="postgres",mode="user"} 12.03
 * </pre>
 */
final class ProcessMetrics {
  private static final String GROUP = "namedprocess_namegroup_";

  private static final MetricSpec CONTEXT_SWITCHES =
      counter("context_switches_total", "Context switches", "ctxswitchtype");
  private static final MetricSpec CPU_SECONDS =
      counter("cpu_seconds_total", "Cpu user usage in seconds", "mode");
  private static final MetricSpec MAJOR_FAULTS =
      counter("major_page_faults_total", "Major page faults");
  private static final MetricSpec MEMORY =
      gauge("memory_bytes", "number of bytes of memory in use", "memtype");
  private static final MetricSpec MINOR_FAULTS =
      counter("minor_page_faults_total", "Minor page faults");
  private static final MetricSpec PROCESSES =
      gauge("num_procs", "number of processes in this group");
  private static final MetricSpec THREADS = gauge("num_threads", "Number of threads");
  private static final MetricSpec OLDEST_START =
      gauge(
          "oldest_start_time_seconds",
          "start time in seconds since 1970/01/01 of oldest process in group");
  private static final MetricSpec OPEN_FILES =
      gauge("open_filedesc", "number of open file descriptors for this group");
  private static final MetricSpec READ_BYTES =
      counter("read_bytes_total", "number of bytes read by this group");
  private static final MetricSpec STATES =
      gauge(
          "states",
          "Number of processes in states Running, Sleeping, Waiting, Zombie, or Other",
          "state");
  private static final MetricSpec WAITING =
      gauge("threads_wchan", "Number of threads in this group waiting on each wchan", "wchan");
  private static final MetricSpec WORST_FILE_RATIO =
      gauge(
          "worst_fd_ratio",
          "the worst (closest to 1) ratio between open fds and max fds among all procs in this"
              + " group");
  private static final MetricSpec WRITTEN_BYTES =
      counter("write_bytes_total", "number of bytes written by this group");

  private static final MetricSpec THREAD_SWITCHES =
      thread("context_switches_total", "Context switches for these threads", "ctxswitchtype");
  private static final MetricSpec THREAD_COUNT =
      gauge("thread_count", "Number of threads in this group with same threadname", "threadname");
  private static final MetricSpec THREAD_CPU =
      thread("cpu_seconds_total", "Cpu user/system usage in seconds", "mode");
  private static final MetricSpec THREAD_IO =
      thread("io_bytes_total", "number of bytes read/written by these threads", "iomode");
  private static final MetricSpec THREAD_MAJOR_FAULTS =
      thread("major_page_faults_total", "Major page faults for these threads");
  private static final MetricSpec THREAD_MINOR_FAULTS =
      thread("minor_page_faults_total", "Minor page faults for these threads");

  private static final MetricSpec SCRAPE_ERRORS =
      MetricSpec.counter(
          "namedprocess_scrape_errors",
          "general scrape errors: no proc metrics collected during a cycle");
  private static final MetricSpec PARTIAL_ERRORS =
      MetricSpec.counter(
          "namedprocess_scrape_partial_errors",
          "incremented each time a tracked proc's metrics collection fails partially, e.g."
              + " unreadable I/O stats");
  private static final MetricSpec READ_ERRORS =
      MetricSpec.counter(
          "namedprocess_scrape_procread_errors",
          "incremented each time a proc's metrics collection fails");

  static final List<MetricSpec> SPECS =
      List.of(
          CONTEXT_SWITCHES,
          CPU_SECONDS,
          MAJOR_FAULTS,
          MEMORY,
          MINOR_FAULTS,
          PROCESSES,
          THREADS,
          OLDEST_START,
          OPEN_FILES,
          READ_BYTES,
          STATES,
          WAITING,
          WORST_FILE_RATIO,
          WRITTEN_BYTES,
          THREAD_SWITCHES,
          THREAD_COUNT,
          THREAD_CPU,
          THREAD_IO,
          THREAD_MAJOR_FAULTS,
          THREAD_MINOR_FAULTS,
          SCRAPE_ERRORS,
          PARTIAL_ERRORS,
          READ_ERRORS);

  /**
   * What could not be read since the start.
   *
   * @param scrapes runs without any process
   * @param processes that could not be read
   * @param partial that could be read in part
   */
  record Errors(long scrapes, long processes, long partial) {}

  private final int pageBytes;
  private final boolean perThread;
  private final Map<MetricSpec, List<NumberPoint>> points = new LinkedHashMap<>();

  ProcessMetrics(int pageBytes, boolean perThread) {
    this.pageBytes = pageBytes;
    this.perThread = perThread;
  }

  private static MetricSpec counter(String name, String help, String... labels) {
    return MetricSpec.counter(GROUP + name, help, with("groupname", labels));
  }

  private static MetricSpec gauge(String name, String help, String... labels) {
    return MetricSpec.gauge(GROUP + name, help, with("groupname", labels));
  }

  private static MetricSpec thread(String name, String help, String... labels) {
    return counter("thread_" + name, help, with("threadname", labels));
  }

  private static String[] with(String first, String... labels) {
    String[] all = new String[labels.length + 1];
    all[0] = first;
    System.arraycopy(labels, 0, all, 1, labels.length);
    return all;
  }

  /** Of a run that saw no process. */
  static List<MetricFamily> of(Errors errors) {
    return List.of(
        SCRAPE_ERRORS.family((double) errors.scrapes()),
        PARTIAL_ERRORS.family((double) errors.partial()),
        READ_ERRORS.family((double) errors.processes()));
  }

  /**
   * Of a run.
   *
   * @param bootSeconds since the epoch, when the machine started
   */
  List<MetricFamily> of(List<Group> groups, double bootSeconds, Errors errors) {
    points.clear();
    for (Group group : groups) {
      addUsed(group);
      addNow(group, bootSeconds);
      if (perThread) {
        addThreads(group);
      }
    }
    List<MetricFamily> families = new ArrayList<>();
    points.forEach((spec, values) -> families.add(spec.family(values)));
    families.addAll(of(errors));
    points.clear();
    return families;
  }

  private void add(MetricSpec spec, Labels labels, double value) {
    points.computeIfAbsent(spec, _ -> new ArrayList<>()).add(new NumberPoint(labels, value));
  }

  private void add(MetricSpec spec, Labels labels, long count) {
    add(spec, labels, (double) count);
  }

  private void addUsed(Group group) {
    Counts used = group.used;
    GroupLabels labels = group.labels();
    add(CPU_SECONDS, labels.user, Counts.seconds(used.userTicks));
    add(CPU_SECONDS, labels.system, Counts.seconds(used.systemTicks));
    if (group.ioKnown) {
      add(READ_BYTES, labels.all, used.readBytes);
      add(WRITTEN_BYTES, labels.all, used.writtenBytes);
    }
    add(MAJOR_FAULTS, labels.all, used.majorFaults);
    add(MINOR_FAULTS, labels.all, used.minorFaults);
    add(CONTEXT_SWITCHES, labels.voluntary, used.voluntarySwitches);
    add(CONTEXT_SWITCHES, labels.involuntary, used.involuntarySwitches);
  }

  private void addNow(Group group, double bootSeconds) {
    Usage now = group.now;
    GroupLabels labels = group.labels();
    add(PROCESSES, labels.all, now.processes);
    add(THREADS, labels.all, now.threads);
    add(MEMORY, labels.resident, now.residentPages * pageBytes);
    add(MEMORY, labels.virtual, now.virtualBytes);
    add(MEMORY, labels.swapped, now.swappedBytes);
    if (now.proportionalKnown) {
      add(MEMORY, labels.proportional, now.proportionalBytes);
      add(MEMORY, labels.proportionalSwapped, now.proportionalSwappedBytes);
    }
    if (now.filesKnown) {
      add(OPEN_FILES, labels.all, now.openFiles);
      add(WORST_FILE_RATIO, labels.all, now.worstFileRatio);
    }
    if (now.processes > 0) {
      // Whole seconds, as there.
      add(OLDEST_START, labels.all, bootSeconds + Math.floorDiv(now.oldestStartTicks, 100));
    }
    for (int i = 0; i < Usage.STATES; i++) {
      add(STATES, labels.states.get(i), now.states[i]);
    }
    now.waiting.forEach((where, count) -> add(WAITING, labels.all.with("wchan", where), count));
  }

  private void addThreads(Group group) {
    group.threads.values().stream()
        .sorted(java.util.Comparator.comparing(thread -> thread.labels.toString()))
        .forEach(this::addThread);
  }

  private void addThread(ThreadGroup thread) {
    Counts used = thread.used;
    add(THREAD_COUNT, thread.labels, thread.count);
    add(THREAD_CPU, thread.user, Counts.seconds(used.userTicks));
    add(THREAD_CPU, thread.system, Counts.seconds(used.systemTicks));
    if (thread.ioKnown) {
      add(THREAD_IO, thread.read, used.readBytes);
      add(THREAD_IO, thread.write, used.writtenBytes);
    }
    add(THREAD_MAJOR_FAULTS, thread.labels, used.majorFaults);
    add(THREAD_MINOR_FAULTS, thread.labels, used.minorFaults);
    add(THREAD_SWITCHES, thread.voluntary, used.voluntarySwitches);
    add(THREAD_SWITCHES, thread.involuntary, used.involuntarySwitches);
  }
}
