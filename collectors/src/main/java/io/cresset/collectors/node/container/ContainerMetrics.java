package io.cresset.collectors.node.container;

import io.cresset.api.model.MetricSpec;
import java.util.ArrayList;
import java.util.List;

/** What is told of a container, with cAdvisor's names and words. */
final class ContainerMetrics {
  private static final List<MetricSpec> ALL = new ArrayList<>();

  static final MetricSpec LAST_SEEN =
      gauge("last_seen", "Last time a container was seen by the exporter");
  static final MetricSpec START_TIME =
      gauge("start_time_seconds", "Start time of the container since unix epoch in seconds.");

  static final MetricSpec CPU_USAGE =
      counter("cpu_usage_seconds_total", "Cumulative cpu time consumed in seconds.", "cpu");
  static final MetricSpec CPU_USER =
      counter("cpu_user_seconds_total", "Cumulative user cpu time consumed in seconds.");
  static final MetricSpec CPU_SYSTEM =
      counter("cpu_system_seconds_total", "Cumulative system cpu time consumed in seconds.");
  static final MetricSpec CFS_PERIODS =
      counter("cpu_cfs_periods_total", "Number of elapsed enforcement period intervals.");
  static final MetricSpec CFS_THROTTLED_PERIODS =
      counter("cpu_cfs_throttled_periods_total", "Number of throttled period intervals.");
  static final MetricSpec CFS_THROTTLED_SECONDS =
      counter(
          "cpu_cfs_throttled_seconds_total",
          "Total time duration the container has been throttled.");
  static final MetricSpec CPU_PERIOD = gauge("spec_cpu_period", "CPU period of the container.");
  static final MetricSpec CPU_QUOTA = gauge("spec_cpu_quota", "CPU quota of the container.");
  static final MetricSpec CPU_SHARES = gauge("spec_cpu_shares", "CPU share of the container.");

  static final MetricSpec MEMORY_USAGE =
      gauge(
          "memory_usage_bytes",
          "Current memory usage in bytes, including all memory regardless of when it was accessed");
  static final MetricSpec MEMORY_MAX_USAGE =
      gauge("memory_max_usage_bytes", "Maximum memory usage recorded in bytes");
  static final MetricSpec WORKING_SET =
      gauge("memory_working_set_bytes", "Current working set in bytes.");
  static final MetricSpec RSS = gauge("memory_rss", "Size of RSS in bytes.");
  static final MetricSpec CACHE = gauge("memory_cache", "Number of bytes of page cache memory.");
  static final MetricSpec SWAP = gauge("memory_swap", "Container swap usage in bytes.");
  static final MetricSpec MAPPED_FILE =
      gauge("memory_mapped_file", "Size of memory mapped files in bytes.");
  static final MetricSpec KERNEL_USAGE =
      gauge("memory_kernel_usage", "Size of kernel memory allocated in bytes.");
  static final MetricSpec ACTIVE_FILE =
      gauge("memory_total_active_file_bytes", "Current total active file in bytes.");
  static final MetricSpec INACTIVE_FILE =
      gauge("memory_total_inactive_file_bytes", "Current total inactive file in bytes.");
  static final MetricSpec MEMORY_FAILCNT =
      counter("memory_failcnt", "Number of memory usage hits limits");
  static final MetricSpec MEMORY_FAILURES =
      counter(
          "memory_failures_total",
          "Cumulative count of memory allocation failures.",
          "failure_type",
          "scope");
  static final MetricSpec OOM_EVENTS =
      counter("oom_events_total", "Count of out of memory events observed for the container");
  static final MetricSpec MEMORY_LIMIT =
      gauge("spec_memory_limit_bytes", "Memory limit for the container.");
  static final MetricSpec SWAP_LIMIT =
      gauge("spec_memory_swap_limit_bytes", "Memory swap limit for the container.");
  static final MetricSpec RESERVATION =
      gauge("spec_memory_reservation_limit_bytes", "Memory reservation limit for the container.");

  static final MetricSpec READ_BYTES =
      counter("fs_reads_bytes_total", "Cumulative count of bytes read", "device");
  static final MetricSpec READS =
      counter("fs_reads_total", "Cumulative count of reads completed", "device");
  static final MetricSpec WRITTEN_BYTES =
      counter("fs_writes_bytes_total", "Cumulative count of bytes written", "device");
  static final MetricSpec WRITES =
      counter("fs_writes_total", "Cumulative count of writes completed", "device");

  static final MetricSpec PROCESSES =
      gauge("processes", "Number of processes running inside the container.");
  static final MetricSpec THREADS =
      gauge("threads", "Number of threads running inside the container");
  static final MetricSpec THREADS_MAX =
      gauge(
          "threads_max",
          "Maximum number of threads allowed inside the container, infinity if value is zero");

  static final MetricSpec CPU_STALLED = stalled("cpu", "CPU");
  static final MetricSpec CPU_WAITING = waiting("cpu", "CPU");
  static final MetricSpec MEMORY_STALLED = stalled("memory", "memory");
  static final MetricSpec MEMORY_WAITING = waiting("memory", "memory");
  static final MetricSpec IO_STALLED = stalled("io", "IO");
  static final MetricSpec IO_WAITING = waiting("io", "IO");

  static final MetricSpec RECEIVED_BYTES =
      network("receive_bytes", "Cumulative count of bytes received");
  static final MetricSpec RECEIVED_PACKETS =
      network("receive_packets", "Cumulative count of packets received");
  static final MetricSpec RECEIVE_ERRORS =
      network("receive_errors", "Cumulative count of errors encountered while receiving");
  static final MetricSpec RECEIVE_DROPPED =
      network("receive_packets_dropped", "Cumulative count of packets dropped while receiving");
  static final MetricSpec SENT_BYTES =
      network("transmit_bytes", "Cumulative count of bytes transmitted");
  static final MetricSpec SENT_PACKETS =
      network("transmit_packets", "Cumulative count of packets transmitted");
  static final MetricSpec SEND_ERRORS =
      network("transmit_errors", "Cumulative count of errors encountered while transmitting");
  static final MetricSpec SEND_DROPPED =
      network("transmit_packets_dropped", "Cumulative count of packets dropped while transmitting");

  static final List<MetricSpec> SPECS = List.copyOf(ALL);

  private ContainerMetrics() {}

  private static MetricSpec gauge(String name, String help, String... labels) {
    return declared(MetricSpec.gauge("container_" + name, help, all(labels)));
  }

  private static MetricSpec counter(String name, String help, String... labels) {
    return declared(MetricSpec.counter("container_" + name, help, all(labels)));
  }

  private static MetricSpec stalled(String name, String what) {
    return counter(
        "pressure_" + name + "_stalled_seconds_total",
        "Total time duration no tasks in the container could make progress due to "
            + what
            + " congestion.");
  }

  private static MetricSpec waiting(String name, String what) {
    return counter(
        "pressure_" + name + "_waiting_seconds_total",
        "Total time duration tasks in the container have waited due to " + what + " congestion.");
  }

  private static MetricSpec network(String name, String help) {
    return counter("network_" + name + "_total", help, "interface");
  }

  private static MetricSpec declared(MetricSpec spec) {
    ALL.add(spec);
    return spec;
  }

  private static String[] all(String... more) {
    List<String> labels = new ArrayList<>(List.of("id", "name", "container", "pod"));
    labels.addAll(List.of(more));
    return labels.toArray(String[]::new);
  }
}
