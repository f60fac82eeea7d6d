package io.cresset.collectors.logs.containers;

import io.cresset.api.collect.Collector;
import io.cresset.api.model.Batch;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.ResourceLogs;
import io.cresset.testkit.CollectorHarness;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;

/**
 * A node: what kubelet and runtime do to the files below a root, and the collector beside them with
 * what of its batches is durable.
 */
final class Node implements AutoCloseable {
  private final Path root;
  private final UnaryOperator<TestConfig> settings;
  private final List<LogBatch> durable = new ArrayList<>();
  private int rotations;
  private CollectorHarness harness = new CollectorHarness("containers", new RealTime());
  private Collector collector;
  private boolean running;

  Node(Path root, UnaryOperator<TestConfig> settings) {
    this.root = root;
    this.settings = settings;
    this.collector = create();
  }

  Node(Path root) {
    this(root, config -> config);
  }

  private Collector create() {
    return new ContainersFactory().create(settings.apply(new TestConfig(root)).build(), harness);
  }

  CollectorHarness harness() {
    return harness;
  }

  Node start() {
    harness = new CollectorHarness("containers", new RealTime());
    for (LogBatch batch : durable) {
      batch
          .positions()
          .moves()
          .forEach((key, value) -> value.ifPresent(position -> harness.setPosition(key, position)));
    }
    collector = create();
    harness.start(collector);
    running = true;
    return this;
  }

  /** It ends at once; of the batches of this life so many are durable. */
  Node kill(int batches) {
    List<LogBatch> all = batches();
    harness.close();
    collector.close();
    running = false;
    durable.addAll(all.subList(0, Math.min(batches, all.size())));
    return this;
  }

  /** Everything so far is durable, and it ends. */
  Node stop() {
    return kill(Integer.MAX_VALUE);
  }

  /** Batches of this life with records or positions. */
  List<LogBatch> batches() {
    List<LogBatch> found = new ArrayList<>();
    for (Batch batch : harness.batches()) {
      if (batch instanceof LogBatch logs) {
        found.add(logs);
      }
    }
    return found;
  }

  /** Forgets all lives. */
  void forget() {
    durable.clear();
  }

  /** What is in the log: of former lives what was durable, of this one everything. */
  List<ResourceLogs> logs() {
    List<ResourceLogs> logs = new ArrayList<>();
    durable.forEach(batch -> logs.addAll(batch.resources()));
    if (running) {
      batches().forEach(batch -> logs.addAll(batch.resources()));
    }
    return logs;
  }

  List<LogRecord> records() {
    return logs().stream().flatMap(about -> about.records().stream()).toList();
  }

  /** Bodies by {@code pod/container/restart}. */
  Map<String, List<String>> lines() {
    Map<String, List<String>> lines = new TreeMap<>();
    for (ResourceLogs about : logs()) {
      Map<String, String> names = new TreeMap<>();
      about.resource().attributes().forEach((key, value) -> names.put(key, text(value)));
      String container =
          names.get("k8s.pod.name")
              + "/"
              + names.get("k8s.container.name")
              + "/"
              + names.get("k8s.container.restart_count");
      List<String> bodies = lines.computeIfAbsent(container, _ -> new ArrayList<>());
      about.records().forEach(record -> bodies.add(record.body().toString()));
    }
    return lines;
  }

  private static String text(io.cresset.api.model.Value value) {
    return value instanceof io.cresset.api.model.Value.Int number
        ? Long.toString(number.value())
        : value.toString();
  }

  Path log(String pod, String container, int restart) {
    return root.resolve("shop_" + pod + "_uid-" + pod).resolve(container).resolve(restart + ".log");
  }

  /** Writes lines as the runtime does: whole, one after the other. */
  static void write(Path log, String... lines) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String line : lines) {
      out.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
    append(log, out.toByteArray());
  }

  static void append(Path log, byte[] bytes) {
    try {
      Files.createDirectories(log.resolveSibling(""));
      Files.write(log, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String out(String text) {
    return "2026-01-02T03:04:05.123456789Z stdout F " + text;
  }

  /** The kubelet's rotation: the file is renamed, and the one renamed before is compressed. */
  Path rotate(Path log) {
    try {
      List<Path> older;
      try (var files = Files.list(log.resolveSibling(""))) {
        older =
            files
                .filter(file -> file.getFileName().toString().startsWith(log.getFileName() + "."))
                .filter(file -> !file.toString().endsWith(".gz"))
                .toList();
      }
      for (Path file : older) {
        compress(file);
      }
      rotations++;
      return Files.move(
          log, log.resolveSibling(log.getFileName() + ".20260102-%06d".formatted(rotations)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void compress(Path file) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(temporary))) {
      Files.copy(file, out);
    }
    Files.move(temporary, file.resolveSibling(file.getFileName() + ".gz"));
    Files.delete(file);
  }

  /** Deletes a pod's folder with all that is in it. */
  static void delete(Path folder) {
    try (var all = Files.walk(folder)) {
      all.sorted(java.util.Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    harness.close();
    collector.close();
  }
}
