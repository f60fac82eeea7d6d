package io.cresset.collectors.node.storage;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Directories;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.MetricNames;
import io.cresset.collectors.node.source.SubCollector;
import io.cresset.collectors.node.source.Survey;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Each mounted bcachefs, of /sys/fs/bcachefs.
 *
 * <pre>
 * node_bcachefs_device_io_errors_total{device="0",type="read",uuid="..."} 197346
 * </pre>
 */
public final class Bcachefs implements SubCollector {
  private static final MetricSpec INFO = gauge("info", "Filesystem information.");
  private static final MetricSpec BTREE_CACHE =
      gauge("btree_cache_size_bytes", "Btree cache memory usage in bytes.");
  private static final MetricSpec COMPRESSED =
      gauge("compression_compressed_bytes", "Compressed size by algorithm.", "algorithm");
  private static final MetricSpec UNCOMPRESSED =
      gauge("compression_uncompressed_bytes", "Uncompressed size by algorithm.", "algorithm");
  private static final MetricSpec ERRORS =
      counter("errors_total", "Error count by error type.", "error_type");
  private static final MetricSpec WRITES =
      counter("btree_writes_total", "Number of btree writes by type.", "type");
  private static final MetricSpec WRITE_SIZE =
      gauge("btree_write_average_size_bytes", "Average btree write size by type.", "type");
  private static final MetricSpec DEVICE_INFO =
      gauge("device_info", "Device information.", "device", "label", "state");
  private static final MetricSpec BUCKET_SIZE =
      gauge("device_bucket_size_bytes", "Bucket size in bytes.", "device");
  private static final MetricSpec BUCKETS =
      gauge("device_buckets", "Total number of buckets.", "device");
  private static final MetricSpec DURABILITY =
      gauge("device_durability", "Device durability setting.", "device");
  private static final MetricSpec DEVICE_IO =
      counter(
          "device_io_done_bytes_total",
          "IO bytes by operation type and data type.",
          "device",
          "operation",
          "data_type");
  private static final MetricSpec DEVICE_ERRORS =
      counter("device_io_errors_total", "IO errors by error type.", "device", "type");

  public static final List<MetricSpec> SPECS =
      List.of(
          INFO,
          BTREE_CACHE,
          COMPRESSED,
          UNCOMPRESSED,
          ERRORS,
          WRITES,
          WRITE_SIZE,
          DEVICE_INFO,
          BUCKET_SIZE,
          BUCKETS,
          DURABILITY,
          DEVICE_IO,
          DEVICE_ERRORS);

  private static final String DEVICE = "dev-";

  private final String folder;
  private final Survey survey = new Survey();
  private final Map<String, MetricSpec> counters = new HashMap<>();

  public Bcachefs(Host host) {
    this.folder = host.sys("fs/bcachefs");
  }

  private static MetricSpec gauge(String name, String help, String... labels) {
    return MetricSpec.gauge("node_bcachefs_" + name, help, with(labels));
  }

  private static MetricSpec counter(String name, String help, String... labels) {
    return MetricSpec.counter("node_bcachefs_" + name, help, with(labels));
  }

  private static String[] with(String... labels) {
    String[] all = Arrays.copyOf(labels, labels.length + 1);
    all[labels.length] = "uuid";
    return all;
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    List<String> mounted = Directories.source(folder);
    if (mounted.isEmpty()) {
      throw new CollectFailure(Kind.ABSENT, folder + ": no file system is mounted", "");
    }
    for (String uuid : mounted) {
      add(folder + "/" + uuid + "/", uuid);
    }
    survey.finish(out);
  }

  private void add(String at, String uuid) {
    survey.add(INFO, 1, "uuid", uuid);
    addText(BTREE_CACHE, at, "btree_cache_size", "uuid", uuid);
    // Tables with a line of headings.
    for (String[] words : table(at + "compression_stats", 3, true)) {
      String[] labels = {"uuid", uuid, "algorithm", words[0].replaceFirst(":$", "")};
      add(COMPRESSED, at + "compression_stats", words[1], labels);
      add(UNCOMPRESSED, at + "compression_stats", words[2], labels);
    }
    for (String[] words : table(at + "errors", 2, false)) {
      add(ERRORS, at + "errors", words[1], "uuid", uuid, "error_type", words[0]);
    }
    for (String[] words : table(at + "btree_write_stats", 3, true)) {
      String[] labels = {"uuid", uuid, "type", words[0].replaceFirst(":$", "")};
      add(WRITES, at + "btree_write_stats", words[1], labels);
      add(WRITE_SIZE, at + "btree_write_stats", words[2], labels);
    }
    for (String name : Directories.names(at + "counters")) {
      addCounter(at + "counters/" + name, name, uuid);
    }
    for (String name : Directories.names(at)) {
      if (name.startsWith(DEVICE)) {
        addDevice(at + name + "/", uuid, name.substring(DEVICE.length()));
      }
    }
  }

  /** Words of the lines that have so many at least. */
  private List<String[]> table(String path, int words, boolean headings) {
    return survey
        .text(path)
        .orElse("")
        .lines()
        .skip(headings ? 1 : 0)
        .map(line -> line.strip().split("\\s+"))
        .filter(line -> line.length >= words)
        .toList();
  }

  private void addCounter(String path, String name, String uuid) {
    String start = "since filesystem creation:";
    for (String line : survey.text(path).orElse("").split("\n", -1)) {
      if (line.startsWith(start)) {
        MetricSpec spec =
            counters.computeIfAbsent(
                "node_bcachefs_" + MetricNames.clean(name) + "_total",
                metric ->
                    MetricSpec.counter(
                        metric,
                        "Bcachefs counter " + name + " since filesystem creation.",
                        "uuid"));
        add(spec, path, line.substring(start.length()).strip(), "uuid", uuid);
      }
    }
  }

  private void addDevice(String at, String uuid, String device) {
    String[] labels = {"uuid", uuid, "device", device};
    survey.add(
        DEVICE_INFO,
        1,
        "uuid",
        uuid,
        "device",
        device,
        "label",
        survey.text(at + "label").orElse(""),
        "state",
        survey.text(at + "state").orElse(""));
    addText(BUCKET_SIZE, at, "bucket_size", labels);
    survey.addFile(BUCKETS, at + "nbuckets", labels);
    survey.addFile(DURABILITY, at + "durability", labels);
    String operation = "";
    for (String line : survey.text(at + "io_done").orElse("").split("\n", -1)) {
      String[] parts = line.strip().split("\\s*:\\s*", 2);
      if (parts.length == 2 && parts[1].isEmpty()) {
        operation = parts[0];
      } else if (parts.length == 2 && !operation.isEmpty()) {
        add(
            DEVICE_IO,
            at + "io_done",
            parts[1],
            "uuid",
            uuid,
            "device",
            device,
            "operation",
            operation,
            "data_type",
            parts[0]);
      }
    }
    addErrors(at + "io_errors", uuid, device);
  }

  /** The part since the file system's creation, which stands first. */
  private void addErrors(String path, String uuid, String device) {
    boolean counted = false;
    for (String line : survey.text(path).orElse("").split("\n", -1)) {
      if (line.startsWith("IO errors since")) {
        counted = line.startsWith("IO errors since filesystem creation");
      } else if (counted && line.contains(":")) {
        String[] parts = line.strip().split("\\s*:\\s*", 2);
        add(DEVICE_ERRORS, path, parts[1], "uuid", uuid, "device", device, "type", parts[0]);
      }
    }
  }

  private void addText(MetricSpec spec, String at, String file, String... labels) {
    survey.text(at + file).ifPresent(text -> add(spec, at + file, text, labels));
  }

  private void add(MetricSpec spec, String path, String text, String... labels) {
    OptionalDouble value = parse(text);
    if (value.isEmpty()) {
      survey.problem(Survey.malformed(path, "'" + text + "' is not a number"));
    } else {
      survey.add(spec, value.getAsDouble(), labels);
    }
  }

  /** A number with a letter for a power of 1024, rounded down: {@code 524k}, {@code 5.37G}. */
  static OptionalDouble parse(String text) {
    int power =
        text.isEmpty()
            ? -1
            : "kmgtpe".indexOf(Character.toLowerCase(text.charAt(text.length() - 1)));
    OptionalDouble value =
        Survey.decimal(power < 0 ? text : text.substring(0, text.length() - 1).strip());
    return value.isPresent()
        ? OptionalDouble.of(Math.floor(value.getAsDouble() * Math.pow(1024, power + 1)))
        : OptionalDouble.empty();
  }
}
