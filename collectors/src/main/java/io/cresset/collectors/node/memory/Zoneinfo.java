package io.cresset.collectors.node.memory;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Failures;
import io.cresset.collectors.node.source.Families;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.LivingLabels;
import io.cresset.collectors.node.source.SubCollector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Pages of each zone of memory, of /proc/zoneinfo. What the kernel tells once for a node stands
 * with the node's first zone, as it does there.
 *
 * <pre>
 * node_zoneinfo_nr_free_pages{node="0",zone="Normal"} 5281
 * </pre>
 */
public final class Zoneinfo implements SubCollector {
  private static final Map<String, MetricSpec> BY_FIELD = new LinkedHashMap<>();

  static {
    gauge("nr_free_pages", "nr_free_pages", "Total number of free pages in the zone");
    gauge("min", "min_pages", "Zone watermark pages_min");
    gauge("low", "low_pages", "Zone watermark pages_low");
    gauge("high", "high_pages", "Zone watermark pages_high");
    gauge("scanned", "scanned_pages", "Pages scanned since last reclaim");
    gauge("spanned", "spanned_pages", "Total pages spanned by the zone, including holes");
    gauge("present", "present_pages", "Physical pages existing within the zone");
    gauge("managed", "managed_pages", "Present pages managed by the buddy system");
    pages("nr_active_anon", "Number of anonymous pages recently more used");
    pages("nr_inactive_anon", "Number of anonymous pages recently less used");
    pages("nr_isolated_anon", "Temporary isolated pages from anon lru");
    gauge(
        "nr_anon_pages", "nr_anon_pages", "Number of anonymous pages currently used by the system");
    gauge(
        "nr_anon_transparent_hugepages",
        "nr_anon_transparent_hugepages",
        "Number of anonymous transparent huge pages currently used by the system");
    pages("nr_active_file", "Number of active pages with file-backing");
    pages("nr_inactive_file", "Number of inactive pages with file-backing");
    pages("nr_isolated_file", "Temporary isolated pages from file lru");
    gauge("nr_file_pages", "nr_file_pages", "Number of file pages");
    pages("nr_slab_reclaimable", "Number of reclaimable slab pages");
    pages("nr_slab_unreclaimable", "Number of unreclaimable slab pages");
    pages("nr_mlock_stack", "mlock()ed pages found and moved off LRU");
    gauge("nr_kernel_stack", "nr_kernel_stacks", "Number of kernel stacks");
    pages("nr_mapped", "Number of mapped pages");
    pages("nr_dirty", "Number of dirty pages");
    pages("nr_writeback", "Number of writeback pages");
    pages("nr_unevictable", "Number of unevictable pages");
    pages("nr_shmem", "Number of shmem pages (included tmpfs/GEM pages)");
    total("nr_dirtied", "Page dirtyings since bootup");
    total("nr_written", "Page writings since bootup");
    total("numa_hit", "Allocated in intended node");
    total("numa_miss", "Allocated in non intended node");
    total("numa_foreign", "Was intended here, hit elsewhere");
    total("numa_interleave", "Interleaver preferred this zone");
    total("numa_local", "Allocation from local node");
    total("numa_other", "Allocation from other node");
  }

  public static final List<MetricSpec> SPECS = List.copyOf(BY_FIELD.values());

  private final Host host;
  private final SmallFiles files = new SmallFiles();

  /** How many zones keep pages from each other is the machine's. */
  private final Map<Integer, MetricSpec> protections = new HashMap<>();

  private final LivingLabels<Zone> labels =
      new LivingLabels<>(zone -> Labels.of("node", zone.node, "zone", zone.name));

  private record Zone(String node, String name) {}

  public Zoneinfo(Host host) {
    this.host = host;
  }

  private static void pages(String field, String help) {
    gauge(field, field + "_pages", help);
  }

  private static void gauge(String field, String name, String help) {
    BY_FIELD.put(field, MetricSpec.gauge("node_zoneinfo_" + name, help, "node", "zone"));
  }

  private static void total(String field, String help) {
    BY_FIELD.put(
        field, MetricSpec.counter("node_zoneinfo_" + field + "_total", help, "node", "zone"));
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Families found = new Families();
    Failures failures = new Failures();
    Scan in = files.source(host.proc("zoneinfo"));
    List<Labels> zone = new ArrayList<>();
    while (in.nextLine()) {
      failures.keep(() -> addLine(in, zone, found));
    }
    labels.endRun();
    found.emit(out);
    failures.raise();
  }

  /**
   * @param zone whose lines follow, if it is known
   */
  private void addLine(Scan in, List<Labels> zone, Families found) throws CollectFailure {
    if (!in.nextField()) {
      return;
    }
    if (in.is("Node")) {
      zone.clear();
      zone.add(labels.get(zone(in)));
      return;
    }
    MetricSpec spec = BY_FIELD.get(in.text());
    if (spec != null) {
      found.add(spec, current(zone, in), in.field().count());
    } else if (in.is("protection:")) {
      addProtection(in, current(zone, in), found);
    }
  }

  private static Labels current(List<Labels> zone, Scan in) throws CollectFailure {
    if (zone.isEmpty()) {
      throw in.malformed("belongs to no zone");
    }
    return zone.getFirst();
  }

  /** {@code Node 0, zone Normal}. */
  private static Zone zone(Scan in) throws CollectFailure {
    String node = in.field().text().replace(",", "");
    in.field();
    return new Zone(node, in.field().text());
  }

  /** {@code protection: (0, 2775, 23984)}. */
  private void addProtection(Scan in, Labels zone, Families found) throws CollectFailure {
    if (!in.nextWithin('(', ')')) {
      throw in.malformed("has no list");
    }
    Scan list = Scan.of("protection", in.text().replace(',', ' '));
    list.nextLine();
    for (int i = 0; list.nextField(); i++) {
      found.add(protections.computeIfAbsent(i, Zoneinfo::protection), zone, list.count());
    }
  }

  private static MetricSpec protection(int index) {
    return MetricSpec.gauge(
        "node_zoneinfo_protection_" + index,
        "Protection array " + index + ". field",
        "node",
        "zone");
  }
}
