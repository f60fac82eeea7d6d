package io.cresset.collectors.node.system;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Directories;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.Points;
import io.cresset.collectors.node.source.SubCollector;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * How many processes and threads there are, and in which states, of {@code /proc/<pid>/stat} and
 * {@code /proc/<pid>/task}. One that ends meanwhile is left out.
 */
public final class Processes implements SubCollector {
  private static final MetricSpec THREADS =
      MetricSpec.gauge("node_processes_threads", "Allocated threads in system");
  private static final MetricSpec MAX_THREADS =
      MetricSpec.gauge("node_processes_max_threads", "Limit of threads in the system");
  private static final MetricSpec THREADS_STATE =
      MetricSpec.gauge(
          "node_processes_threads_state", "Number of threads in each state.", "thread_state");
  private static final MetricSpec STATE =
      MetricSpec.gauge("node_processes_state", "Number of processes in each state.", "state");
  private static final MetricSpec PIDS = MetricSpec.gauge("node_processes_pids", "Number of PIDs");
  private static final MetricSpec MAX_PROCESSES =
      MetricSpec.gauge("node_processes_max_processes", "Number of max PIDs limit");

  public static final List<MetricSpec> SPECS =
      List.of(THREADS, MAX_THREADS, THREADS_STATE, STATE, PIDS, MAX_PROCESSES);

  /** Fields of stat between the state and the number of threads. */
  private static final int FIELDS_BETWEEN = 16;

  private final Host host;
  private final SmallFiles files = new SmallFiles();

  public Processes(Host host) {
    this.host = host;
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    // Before anything is counted: without a proc file system there is nothing to count.
    double maxThreads = files.count(host.proc("sys/kernel/threads-max"));
    Map<String, Integer> processStates = new TreeMap<>();
    Map<String, Integer> threadStates = new TreeMap<>();
    int pids = 0;
    long threads = 0;
    for (String pid : Directories.numbered(host.proc(""), "")) {
      Optional<Scan> in = files.item(host.proc(pid + "/stat"));
      if (in.isPresent()) {
        Process process = parse(in.get());
        pids++;
        threads += process.threads;
        processStates.merge(process.state, 1, Integer::sum);
        // Most processes have no other thread than the one whose state this is.
        for (String thread :
            process.threads == 1
                ? List.of(pid)
                : Directories.numbered(host.proc(pid + "/task"), "")) {
          state(pid, thread, process)
              .ifPresent(state -> threadStates.merge(state, 1, Integer::sum));
        }
      }
    }
    out.accept(THREADS.family((double) threads));
    out.accept(MAX_THREADS.family(maxThreads));
    emit(STATE, "state", processStates, out);
    emit(THREADS_STATE, "thread_state", threadStates, out);
    out.accept(PIDS.family(pids));
    out.accept(MAX_PROCESSES.family(files.count(host.proc("sys/kernel/pid_max"))));
  }

  private Optional<String> state(String pid, String thread, Process process) throws CollectFailure {
    if (thread.equals(pid)) {
      return Optional.of(process.state);
    }
    Optional<Scan> in = files.item(host.proc(pid + "/task/" + thread + "/stat"));
    return in.isPresent() ? Optional.of(parse(in.get()).state) : Optional.empty();
  }

  private static void emit(
      MetricSpec spec, String label, Map<String, Integer> counts, Consumer<MetricFamily> out) {
    Points points = new Points(spec);
    counts.forEach((state, count) -> points.add(Labels.of(label, state), count));
    points.emit(out);
  }

  record Process(String state, long threads) {}

  /** {@code 17 (a name (of sorts)) S 1 17 ...}, proc_pid_stat(5). */
  static Process parse(Scan in) throws CollectFailure {
    if (!in.nextLine() || !in.nextBeforeLast(')')) {
      throw in.malformed("has no name");
    }
    String state = in.field().text();
    for (int i = 0; i < FIELDS_BETWEEN; i++) {
      in.field();
    }
    return new Process(state, in.field().unsigned());
  }
}
