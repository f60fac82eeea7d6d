package io.cresset.collectors.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cresset.api.collect.Collector;
import io.cresset.api.exposition.Page;
import io.cresset.api.exposition.PrometheusText;
import io.cresset.testkit.CollectorHarness;
import io.cresset.testkit.ExporterPeer;
import io.cresset.testkit.FakeTime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** This machine as we read it, between two scrapes of a node_exporter that runs beside. */
record SideBySide(ScrapePage before, ScrapePage ours, ScrapePage after) {
  /** What is node_exporter's own. */
  private static final Set<String> PEER_ONLY = Set.of("node_exporter_build_info");

  /**
   * Gauges that change from moment to moment, or with the clock, which is not ours here; of these
   * only the series are compared.
   */
  private static final List<String> MOVING =
      List.of(
          "node_load",
          "node_procs_",
          "node_processes_",
          "node_filefd_allocated",
          "node_filesystem_free_bytes",
          "node_filesystem_avail_bytes",
          "node_filesystem_files_free",
          "node_disk_io_now",
          "node_time_seconds",
          "node_scrape_collector_duration_seconds",
          "node_sockstat_",
          "node_tcp_connection_states",
          "node_timex_",
          "node_udp_queues",
          "node_nf_conntrack_",
          "node_buddyinfo_",
          "node_slabinfo_",
          "node_zoneinfo_",
          "node_cpu_frequency_hertz",
          "node_ntp_rtt_seconds",
          "node_ntp_offset_seconds",
          "node_ntp_sanity",
          "node_memory_");

  /** Of these gauges some stand still. */
  private static final Set<String> STILL =
      Set.of(
          "node_memory_MemTotal_bytes",
          "node_memory_SwapTotal_bytes",
          "node_memory_Hugepagesize_bytes",
          "node_memory_HugePages_Total",
          "node_memory_VmallocTotal_bytes",
          "node_nf_conntrack_entries_limit",
          "node_processes_max_processes",
          "node_processes_max_threads",
          "node_timex_tick_seconds",
          "node_timex_tai_offset_seconds");

  /** Of families without a type, and of those that the model calls counters, these shrink too. */
  private static final Set<String> NO_COUNTERS =
      Set.of("node_netstat_Tcp_CurrEstab", "node_lnstat_entries_total");

  /** Series of these come and go with what runs at the moment, the peer itself among it. */
  private static final Set<String> MOMENTARY =
      Set.of("node_processes_state", "node_processes_threads_state", "node_tcp_connection_states");

  /**
   * The kernel's idle and iowait go back a little at times, and the peer remembers a higher one.
   */
  private static final double BACKWARD_SECONDS = 1;

  /**
   * @param flags what the peer is told besides its defaults
   */
  static SideBySide read(Path folder, NodeConfig config, List<String> flags) throws Exception {
    try (ExporterPeer peer = NodeExporterPeer.start(folder, flags);
        CollectorHarness harness = new CollectorHarness("node", new FakeTime());
        Collector collector = new NodeCollector(config, harness, new ThisMachine())) {
      harness.start(collector);
      ScrapePage before = ScrapePage.parse(peer.scrape());
      for (NodePart part : config.parts()) {
        harness.run(part.id());
      }
      ScrapePage after = ScrapePage.parse(peer.scrape());
      Page page = PrometheusText.write(harness.families());
      if (page.duplicates() > 0) {
        throw new AssertionError(page.duplicates() + " duplicates");
      }
      return new SideBySide(before, ScrapePage.parse(new String(page.utf8(), UTF_8)), after);
    }
  }

  /** What differs, by the family's name. */
  Map<String, String> differences() {
    Set<String> names = new TreeSet<>(before.families().keySet());
    names.retainAll(after.families().keySet());
    names.addAll(ours.families().keySet());
    names.removeAll(PEER_ONLY);
    Map<String, String> differences = new TreeMap<>();
    for (String name : names) {
      difference(name).ifPresent(difference -> differences.put(name, difference));
    }
    return differences;
  }

  private Optional<String> difference(String name) {
    if (!ours.families().containsKey(name)) {
      return Optional.of("is missing");
    }
    ScrapePage.Family our = ours.family(name);
    ScrapePage.Family first = before.family(name);
    ScrapePage.Family second = after.family(name);
    if (!before.families().containsKey(name) && !after.families().containsKey(name)) {
      return Optional.of("is not the model's");
    }
    ScrapePage.Family either = first.type().isEmpty() ? second : first;
    if (!our.type().equals(either.type()) || !our.help().equals(either.help())) {
      return Optional.of(
          "is %s '%s' and not %s '%s'"
              .formatted(our.type(), our.help(), either.type(), either.help()));
    }
    Optional<String> series =
        MOMENTARY.contains(name) ? Optional.empty() : series(our, first, second);
    return series.or(() -> values(name));
  }

  /** What came or went between the two scrapes may be there or not. */
  private static Optional<String> series(
      ScrapePage.Family ours, ScrapePage.Family before, ScrapePage.Family after) {
    Set<String> lacking = new TreeSet<>(before.series().keySet());
    lacking.retainAll(after.series().keySet());
    lacking.removeAll(ours.series().keySet());
    Set<String> tooMany = new TreeSet<>(ours.series().keySet());
    tooMany.removeAll(before.series().keySet());
    tooMany.removeAll(after.series().keySet());
    return lacking.isEmpty() && tooMany.isEmpty()
        ? Optional.empty()
        : Optional.of("lacks " + lacking + " and has " + tooMany);
  }

  private Optional<String> values(String name) {
    List<String> wrong = new ArrayList<>();
    ours.family(name)
        .series()
        .forEach(
            (labels, value) -> {
              Map<String, Double> first = before.family(name).series();
              Map<String, Double> second = after.family(name).series();
              if (first.containsKey(labels) && second.containsKey(labels)) {
                double least = first.get(labels);
                double most = second.get(labels);
                if (!isRight(name, labels, value, least, most)) {
                  wrong.add(labels + " is " + value + ", not " + least + " to " + most);
                }
              }
            });
    return wrong.isEmpty() ? Optional.empty() : Optional.of(wrong.toString());
  }

  private boolean isRight(String name, String labels, double value, double least, double most) {
    String type = ours.family(name).type();
    if ((type.equals("counter") || type.equals("untyped")) && !NO_COUNTERS.contains(name)) {
      boolean backward = labels.contains("mode=\"idle\"") || labels.contains("mode=\"iowait\"");
      double slack = backward ? BACKWARD_SECONDS : 0;
      return value >= least - slack && value <= most + slack;
    }
    boolean still = STILL.contains(name) || MOVING.stream().noneMatch(name::startsWith);
    return !type.equals("gauge") || !still || least != most || value == least;
  }
}
