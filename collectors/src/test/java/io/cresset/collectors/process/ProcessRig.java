package io.cresset.collectors.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.RunResult;
import io.cresset.api.exposition.Page;
import io.cresset.api.exposition.PrometheusText;
import io.cresset.collectors.pattern.LinearPattern;
import io.cresset.testkit.CollectorHarness;
import io.cresset.testkit.FakeTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A collector over a folder of processes, run as often as a test wants. */
final class ProcessRig implements AutoCloseable {
  static final int PAGE_BYTES = 4096;

  final FakeTime time = new FakeTime();
  private final CollectorHarness harness = new CollectorHarness("process", time);
  private final ProcessCollector collector;
  private Optional<CollectFailure> failure = Optional.empty();

  ProcessRig(ProcessConfig config) {
    collector = new ProcessCollector(config, harness, PAGE_BYTES);
    harness.register(collector);
  }

  /** The page of one more run, by series. */
  Map<String, Double> run() throws InterruptedException {
    return series(text());
  }

  /** A page's numbers, by series, without the beginning that most names have. */
  static Map<String, Double> series(String page) {
    Map<String, Double> series = new TreeMap<>();
    for (String line : page.lines().filter(line -> !line.startsWith("#")).toList()) {
      int space = line.lastIndexOf(' ');
      series.put(
          line.substring(0, space).replace("namedprocess_namegroup_", ""),
          Double.parseDouble(line.substring(space + 1)));
    }
    return series;
  }

  String text() throws InterruptedException {
    harness.clear();
    RunResult result = harness.run(ProcessCollector.TASK);
    failure = result.failure();
    Page page = PrometheusText.write(harness.families());
    if (page.duplicates() > 0) {
      throw new AssertionError(page.duplicates() + " duplicates");
    }
    return new String(page.utf8(), UTF_8);
  }

  Optional<CollectFailure> failure() {
    return failure;
  }

  @Override
  public void close() {
    collector.close();
    harness.close();
  }

  /** Defaults, below a folder. */
  static ProcessConfig config(Path procfs) {
    return config(procfs, List.of(), Optional.empty());
  }

  static ProcessConfig config(Path procfs, List<ProcessRule> rules, Optional<Integer> top) {
    return new ProcessConfig(
        procfs,
        rules,
        true,
        top,
        1000,
        Duration.ofHours(1),
        true,
        false,
        false,
        procfs.resolve("passwd"));
  }

  /** With metrics of threads and the shares of memory. */
  static ProcessConfig thorough(Path procfs, List<ProcessRule> rules) {
    return new ProcessConfig(
        procfs,
        rules,
        true,
        Optional.empty(),
        1000,
        Duration.ofHours(1),
        true,
        true,
        true,
        procfs.resolve("passwd"));
  }

  static ProcessRule rule(String name, List<String> comm, List<String> exe, String... cmdline) {
    return new ProcessRule(
        NameTemplate.parse(name),
        comm,
        exe,
        java.util.Arrays.stream(cmdline).map(LinearPattern::parse).toList());
  }
}
