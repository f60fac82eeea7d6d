package io.cresset.collectors.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.RunResult;
import io.cresset.api.exposition.PrometheusText;
import io.cresset.testkit.CollectorHarness;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.FakeTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A machine that has everything, and all at once every fault that machines have: mounts that hang,
 * sensors that refuse, twins among chips, files that cannot be read, a CPU that goes and comes
 * back, counters that go backwards. It is scraped whole, beside itself without faults.
 */
class FaultyMachineTest {
  private static final Path FAULTS = Path.of("src/test/resources/faults").toAbsolutePath();

  /** After so long a scrape goes on with the mounts behind one that hangs. */
  private static final Duration PATIENCE = Duration.ofMillis(100);

  private static final Duration MOST_OF_A_SCRAPE = Duration.ofSeconds(2);

  /** Whose only file, or one without which it has nothing, cannot be read. */
  private static final Map<String, String> BROKEN =
      Map.of(
          "vmstat", "proc/vmstat",
          "netstat", "proc/net/netstat",
          "loadavg", "proc/loadavg",
          "zoneinfo", "proc/zoneinfo");

  @TempDir Path folder;
  private final FakeTime time = new FakeTime();
  private final Mounts mounts = new Mounts();
  private final CollectorHarness harness = new CollectorHarness("node", time);
  private final ExecutorService scraper = Executors.newSingleThreadExecutor();
  private final List<Path> unreadable = new ArrayList<>();
  private WholeMachine machine;

  /** Mounts whose servers are dead for as long as there is a latch for them. */
  private static final class Mounts implements Interference {
    private final Map<String, CountDownLatch> dead = new ConcurrentHashMap<>();
    private final Set<String> hanging = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();

    @Override
    public void onStatvfs(String path) {
      String below = path.substring(path.indexOf("/rootfs") + "/rootfs".length());
      String point = below.isEmpty() ? "/" : below;
      asked.computeIfAbsent(point, _ -> new AtomicInteger()).incrementAndGet();
      CountDownLatch latch = dead.get(point);
      try {
        if (latch != null) {
          hanging.add(point);
          latch.await();
        }
      } catch (InterruptedException e) {
        // The test is over.
        Thread.currentThread().interrupt();
      }
    }

    void die(String... points) {
      for (String point : points) {
        dead.put(point, new CountDownLatch(1));
      }
    }

    void comeBack() {
      dead.values().forEach(CountDownLatch::countDown);
      dead.clear();
    }

    int asked(String point) {
      AtomicInteger count = asked.get(point);
      return count == null ? 0 : count.get();
    }
  }

  /**
   * What a scrape gave.
   *
   * @param pages lines by sub-collector, without remarks and without the account of the run
   * @param failed sub-collectors
   */
  private record Scrape(Map<String, List<String>> pages, Set<String> failed) {
    List<String> of(String part) {
      return pages.getOrDefault(part, List.of());
    }
  }

  @BeforeEach
  void build() throws IOException {
    machine = WholeMachine.in(folder);
    machine.add(FAULTS.resolve("before"));
  }

  @AfterEach
  void stop() throws IOException {
    for (Path link : unreadable) {
      Files.delete(link);
    }
    mounts.comeBack();
    scraper.shutdownNow();
    harness.close();
    assertThat(harness.defects()).isEmpty();
  }

  private void start(CollectorHarness started) {
    started.start(
        new NodeCollector(NodeCasesTest.config(folder), started, new FakeMachine(folder, mounts)));
  }

  /** Runs those, one after the other, without any time going by. */
  private static Scrape scrape(CollectorHarness of, List<String> parts) throws Exception {
    Map<String, List<String>> pages = new TreeMap<>();
    Set<String> failed = new TreeSet<>();
    for (String part : parts) {
      of.clear();
      RunResult result = of.run(part);
      if (result.failure().isPresent()) {
        failed.add(part);
      }
      pages.put(part, lines(of));
    }
    return new Scrape(pages, failed);
  }

  private static List<String> lines(CollectorHarness of) throws IOException {
    return new String(PrometheusText.write(of.families()).utf8(), UTF_8)
        .lines()
        .filter(line -> !line.startsWith("#") && !line.startsWith("node_scrape_"))
        .toList();
  }

  private static List<String> partsBut(String... without) {
    List<String> parts = new ArrayList<>();
    for (NodePart part : NodePart.values()) {
      if (!List.of(without).contains(part.id())) {
        parts.add(part.id());
      }
    }
    return parts;
  }

  /** The same machine before anything is wrong with it. */
  private Scrape whole() throws Exception {
    try (CollectorHarness beside = new CollectorHarness("node", time)) {
      start(beside);
      return scrape(beside, partsBut("exporter"));
    }
  }

  @Test
  void faultsAreTheirOwnCollectorsOnly() throws Exception {
    Scrape whole = whole();
    assertThat(whole.failed).isEmpty();
    mounts.die("/nas", "/mnt/cloud");
    List<String> files = new ArrayList<>(BROKEN.values());
    files.add("sys/class/thermal/thermal_zone90/temp");
    files.add("sys/class/hwmon/hwmon90/temp1_input");
    for (String file : files) {
      unreadable.add(machine.makeUnreadable(file));
    }
    start(harness);
    long started = time.monotonicNanos();
    Future<RunResult> filesystem = scraper.submit(() -> harness.run("filesystem"));
    time.awaitWaiters(1);

    // While mounts hang all others answer, and no time needs to go by.
    Scrape faulty = scrape(harness, partsBut("exporter", "filesystem"));
    assertThat(time.monotonicNanos()).isEqualTo(started);
    assertThat(filesystem.isDone()).isFalse();
    assertThat(faulty.failed).isEqualTo(BROKEN.keySet());
    for (String part : partsBut("exporter", "filesystem", "thermal_zone", "hwmon")) {
      if (!BROKEN.containsKey(part)) {
        assertThat(faulty.of(part)).as(part).isEqualTo(whole.of(part));
      }
    }
    assertThat(faulty.of("thermal_zone"))
        .isEqualTo(without(whole.of("thermal_zone"), "node_thermal_zone_temp.*iwlwifi_1.*"));
    assertThat(faulty.of("hwmon"))
        .isEqualTo(without(whole.of("hwmon"), "node_hwmon_temp_celsius\\{chip=\"twin_hwmon90\".*"))
        .contains(
            "node_hwmon_temp_celsius{chip=\"twin_hwmon91\",sensor=\"temp1\"} 91",
            "node_hwmon_chip_names{chip=\"twin_hwmon90\",chip_name=\"twin\"} 1");

    harness.clear();
    assertThat(awaitTimeout(filesystem, started)).isLessThan(MOST_OF_A_SCRAPE);
    assertThat(lines(harness))
        .contains(
            "node_filesystem_size_bytes{device=\"/dev/vda1\",device_error=\"\",fstype=\"ext4\","
                + "mountpoint=\"/\"} 4.096e+06",
            "node_filesystem_device_error{device=\"nas:/volume1/data\","
                + "device_error=\"mountpoint timeout\",fstype=\"nfs4\",mountpoint=\"/nas\"} 1",
            "node_filesystem_device_error{device=\"me@cloud:\","
                + "device_error=\"mountpoint timeout\",fstype=\"fuse.sshfs\","
                + "mountpoint=\"/mnt/cloud\"} 1");
  }

  /**
   * Ends the wait of a first run for two mounts that hang.
   *
   * @return how long it has waited by the clock, which is all that a scrape waits for
   */
  private Duration awaitTimeout(Future<RunResult> filesystem, long started) throws Exception {
    Duration timeout = NodeCasesTest.config(folder).options().filesystem().mountTimeout();
    // The one worker has the answer of "/" by then.
    Eventually.holds("the first hangs", () -> mounts.hanging.contains("/nas"));
    time.awaitWaiterFor(PATIENCE);
    time.advance(PATIENCE);
    Eventually.holds("the second hangs", () -> mounts.hanging.contains("/mnt/cloud"));
    time.awaitWaiterFor(PATIENCE);
    assertThat(filesystem.isDone()).isFalse();
    time.advance(timeout.minusNanos(time.monotonicNanos() - started));
    assertThat(filesystem.get(1, TimeUnit.MINUTES).success()).isTrue();
    return Duration.ofNanos(time.monotonicNanos() - started);
  }

  private static List<String> without(List<String> lines, String line) {
    List<String> left = lines.stream().filter(each -> !each.matches(line)).toList();
    assertThat(left).as(line).hasSize(lines.size() - 1);
    return left;
  }

  @Test
  void mountsThatHangAreNotAskedAgainAndHoldNobodyUp() throws Exception {
    mounts.die("/nas", "/mnt/cloud");
    start(harness);
    long started = time.monotonicNanos();
    awaitTimeout(scraper.submit(() -> harness.run("filesystem")), started);
    long since = time.monotonicNanos();
    for (int i = 0; i < 10; i++) {
      Scrape next = scrape(harness, partsBut("exporter"));
      assertThat(next.of("filesystem"))
          .anyMatch(line -> line.matches("node_filesystem_device_error.*timeout.*\"/nas\"} 1"));
    }
    assertThat(time.monotonicNanos()).isEqualTo(since);
    assertThat(mounts.asked("/nas")).isEqualTo(1);
    assertThat(mounts.asked("/mnt/cloud")).isEqualTo(1);
    assertThat(mounts.asked("/")).isEqualTo(11);
  }

  @Test
  void aCpuThatGoesTakesNothingAlongAndNoCounterGoesBackwards() throws Exception {
    start(harness);
    List<String> parts = partsBut("exporter");
    Scrape before = scrape(harness, parts);
    assertThat(cpuLines(before, "3")).isNotEmpty();

    machine.add(FAULTS.resolve("after"));
    machine.remove("sys/devices/system/cpu/cpu3");
    Scrape after = scrape(harness, parts);
    assertThat(after.failed).isEmpty();
    assertThat(cpuLines(after, "3")).isEmpty();
    assertThat(after.of("cpu"))
        .contains(
            "node_cpu_seconds_total{cpu=\"0\",mode=\"idle\"} 100",
            "node_cpu_seconds_total{cpu=\"0\",mode=\"iowait\"} 1",
            "node_cpu_seconds_total{cpu=\"0\",mode=\"user\"} 11",
            "node_cpu_seconds_total{cpu=\"1\",mode=\"idle\"} 110");

    machine.add(FAULTS.resolve("before"));
    machine.add(FAULTS.resolve("back"));
    Scrape back = scrape(harness, parts);
    assertThat(back.failed).isEmpty();
    assertThat(back.of("cpu"))
        .contains(
            "node_cpu_seconds_total{cpu=\"0\",mode=\"idle\"} 120",
            "node_cpu_seconds_total{cpu=\"3\",mode=\"idle\"} 2",
            "node_cpu_online{cpu=\"3\"} 1");
  }

  private static List<String> cpuLines(Scrape scrape, String cpu) {
    List<String> lines = new ArrayList<>();
    for (String part : List.of("cpu", "cpufreq", "interrupts", "schedstat", "softirqs")) {
      scrape.of(part).stream()
          .filter(line -> line.contains("cpu=\"" + cpu + "\"") || line.contains("core=\"" + cpu))
          .forEach(lines::add);
    }
    return lines;
  }
}
