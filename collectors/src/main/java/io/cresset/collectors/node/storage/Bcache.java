package io.cresset.collectors.node.storage;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Directories;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import io.cresset.collectors.node.source.Survey;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Caches of slow disks on fast ones, of /sys/fs/bcache (Documentation/admin-guide/bcache.rst).
 *
 * <pre>
 * node_bcache_cache_hits_total{backing_device="bdev0",uuid="..."} 546
 * </pre>
 */
public final class Bcache implements SubCollector {

  /** A file, and what it becomes. */
  private record Attribute(String file, MetricSpec spec, double factor) {}

  private static final List<Attribute> OF_THE_SET =
      List.of(
          gauge(
              "average_key_size",
              "average_key_size_sectors",
              "Average data per key in the btree (sectors)."),
          gauge(
              "btree_cache_size",
              "btree_cache_size_bytes",
              "Amount of memory currently used by the btree cache."),
          gauge(
              "cache_available_percent",
              "cache_available_percent",
              "Percentage of cache device without dirty data, usable for writeback (may contain"
                  + " clean cached data)."),
          gauge("congested", "congested", "Congestion."),
          gauge(
              "root_usage_percent",
              "root_usage_percent",
              "Percentage of the root btree node in use (tree depth increases if too high)."),
          gauge("tree_depth", "tree_depth", "Depth of the btree."),
          gauge(
              "internal/active_journal_entries",
              "active_journal_entries",
              "Number of journal entries that are newer than the index."),
          gauge("internal/btree_nodes", "btree_nodes", "Total nodes in the btree."),
          new Attribute(
              "internal/btree_read_average_duration_us",
              MetricSpec.gauge(
                  "node_bcache_btree_read_average_duration_seconds",
                  "Average btree read duration.",
                  "uuid"),
              // As in node_exporter, whatever the file's name says.
              1e-9),
          counter(
              "internal/cache_read_races",
              "cache_read_races_total",
              "Counts instances where while data was being read from the cache, the bucket was"
                  + " reused and invalidated - i.e. where the pointer was stale after the read"
                  + " completed."));

  private static final List<Attribute> OF_A_BACKING_DEVICE =
      List.of(
          gauge(
              "dirty_data",
              "dirty_data_bytes",
              "Amount of dirty data for this backing device in the cache.",
              "backing_device"),
          counter(
              "stats_total/bypassed",
              "bypassed_bytes_total",
              "Amount of IO (both reads and writes) that has bypassed the cache.",
              "backing_device"),
          counter(
              "stats_total/cache_hits",
              "cache_hits_total",
              "Hits counted per individual IO as bcache sees them.",
              "backing_device"),
          counter(
              "stats_total/cache_misses",
              "cache_misses_total",
              "Misses counted per individual IO as bcache sees them.",
              "backing_device"),
          counter(
              "stats_total/cache_bypass_hits",
              "cache_bypass_hits_total",
              "Hits for IO intended to skip the cache.",
              "backing_device"),
          counter(
              "stats_total/cache_bypass_misses",
              "cache_bypass_misses_total",
              "Misses for IO intended to skip the cache.",
              "backing_device"),
          counter(
              "stats_total/cache_miss_collisions",
              "cache_miss_collisions_total",
              "Instances where data insertion from cache miss raced with write (data already"
                  + " present).",
              "backing_device"));

  private static final Attribute READAHEADS =
      counter(
          "stats_total/cache_readaheads",
          "cache_readaheads_total",
          "Count of times readahead occurred.",
          "backing_device");

  /** Lines of a backing device's file {@code writeback_rate_debug}. */
  private static final List<Attribute> WRITEBACK =
      List.of(
          gauge(
              "target",
              "dirty_target_bytes",
              "Current dirty data target threshold for this backing device in bytes.",
              "backing_device"),
          gauge(
              "rate",
              "writeback_rate",
              "Current writeback rate for this backing device in bytes.",
              "backing_device"),
          gauge(
              "proportional",
              "writeback_rate_proportional_term",
              "Current result of proportional controller, part of writeback rate",
              "backing_device"),
          gauge(
              "integral",
              "writeback_rate_integral_term",
              "Current result of integral controller, part of writeback rate",
              "backing_device"),
          gauge(
              "change",
              "writeback_change",
              "Last writeback rate change step for this backing device.",
              "backing_device"));

  private static final List<Attribute> OF_A_CACHE =
      List.of(
          gauge(
              "io_errors",
              "io_errors",
              "Number of errors that have occurred, decayed by io_error_halflife.",
              "cache_device"),
          counter(
              "metadata_written",
              "metadata_written_bytes_total",
              "Sum of all non data writes (btree writes and all other metadata).",
              "cache_device"),
          counter(
              "written",
              "written_bytes_total",
              "Sum of all data that has been written to the cache.",
              "cache_device"));

  /** Lines of a cache's file {@code priority_stats}. */
  private static final List<Attribute> PRIORITIES =
      List.of(
          gauge(
              "Unused",
              "priority_stats_unused_percent",
              "The percentage of the cache that doesn't contain any data.",
              "cache_device"),
          gauge(
              "Metadata",
              "priority_stats_metadata_percent",
              "Bcache's metadata overhead.",
              "cache_device"));

  public static final List<MetricSpec> SPECS =
      Stream.of(
              OF_THE_SET,
              OF_A_BACKING_DEVICE,
              List.of(READAHEADS),
              WRITEBACK,
              OF_A_CACHE,
              PRIORITIES)
          .flatMap(List::stream)
          .map(Attribute::spec)
          .toList();

  private final String folder;
  private final BcacheOptions options;
  private final Survey survey = new Survey();

  public Bcache(Host host, BcacheOptions options) {
    this.folder = host.sys("fs/bcache");
    this.options = options;
  }

  private static Attribute gauge(String file, String name, String help, String... labels) {
    return new Attribute(file, MetricSpec.gauge("node_bcache_" + name, help, with(labels)), 1);
  }

  private static Attribute counter(String file, String name, String help, String... labels) {
    return new Attribute(file, MetricSpec.counter("node_bcache_" + name, help, with(labels)), 1);
  }

  private static String[] with(String... labels) {
    return labels.length == 0 ? new String[] {"uuid"} : new String[] {"uuid", labels[0]};
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    for (String uuid : Directories.names(folder)) {
      if (uuid.contains("-")) {
        addSet(folder + "/" + uuid + "/", uuid);
      }
    }
    survey.finish(out);
  }

  private void addSet(String at, String uuid) {
    OF_THE_SET.forEach(attribute -> addFile(at, attribute, "uuid", uuid));
    for (String device : Directories.numbered(at, "bdev")) {
      String[] labels = {"uuid", uuid, "backing_device", device};
      OF_A_BACKING_DEVICE.forEach(attribute -> addFile(at + device + "/", attribute, labels));
      // Kernels since 5.12 count none; node_exporter leaves 0 out as well.
      survey
          .text(at + device + "/" + READAHEADS.file)
          .filter(text -> !text.equals("0"))
          .ifPresent(_ -> addFile(at + device + "/", READAHEADS, labels));
      addLines(at + device + "/writeback_rate_debug", WRITEBACK, labels);
    }
    for (String device : Directories.numbered(at, "cache")) {
      String[] labels = {"uuid", uuid, "cache_device", device};
      OF_A_CACHE.forEach(attribute -> addFile(at + device + "/", attribute, labels));
      if (options.priorityStats()) {
        addLines(at + device + "/priority_stats", PRIORITIES, labels);
      }
    }
  }

  private void addFile(String at, Attribute attribute, String... labels) {
    survey
        .text(at + attribute.file)
        .ifPresent(text -> add(at + attribute.file, text, attribute, labels));
  }

  /** Lines such as {@code rate: 1.1M/sec} and {@code Unused: 99%}. */
  private void addLines(String path, List<Attribute> attributes, String... labels) {
    for (String line : survey.text(path).orElse("").split("\n", -1)) {
      for (Attribute attribute : attributes) {
        if (line.startsWith(attribute.file + ":")) {
          String text = line.substring(attribute.file.length() + 1).strip();
          add(path, text.replaceFirst("(/sec|%)$", ""), attribute, labels);
        }
      }
    }
  }

  private void add(String path, String text, Attribute attribute, String... labels) {
    OptionalDouble value = parse(text);
    if (value.isEmpty()) {
      survey.problem(Survey.malformed(path, "'" + text + "' is not a number"));
    } else {
      survey.add(attribute.spec, value.getAsDouble() * attribute.factor, labels);
    }
  }

  /**
   * A number in bcache's form: with a letter for a power of 1024, and then behind the point not
   * tenths, but 1024ths without leading zeros and divided by 100 (drivers/md/bcache/util.c). What
   * is made of the latter is what node_exporter makes of it.
   */
  static OptionalDouble parse(String text) {
    boolean negative = text.startsWith("-");
    String digits = negative ? text.substring(1) : text;
    int power = digits.isEmpty() ? -1 : "kMGTPEZY".indexOf(digits.charAt(digits.length() - 1));
    Optional<Double> value =
        power < 0 ? plain(digits) : scaled(digits.substring(0, digits.length() - 1), power + 1);
    return value
        .map(number -> OptionalDouble.of(negative ? -number : number))
        .orElse(OptionalDouble.empty());
  }

  private static Optional<Double> plain(String digits) {
    OptionalDouble value = Survey.decimal(digits);
    return value.isPresent() ? Optional.of(Math.floor(value.getAsDouble())) : Optional.empty();
  }

  private static Optional<Double> scaled(String digits, int power) {
    String[] parts = digits.split("\\.", 2);
    OptionalDouble whole = Survey.decimal(parts[0]);
    OptionalDouble rest = parts.length < 2 ? OptionalDouble.of(0) : Survey.decimal(parts[1]);
    if (whole.isEmpty() || rest.isEmpty()) {
      return Optional.empty();
    }
    double value = whole.getAsDouble() + rest.getAsDouble() / 10.24;
    return Optional.of(Math.floor(value * Math.pow(1024, power)));
  }
}
