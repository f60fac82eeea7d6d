package io.cresset.collectors.node.smart;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;
import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.Tasks;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.Resource;
import io.cresset.collectors.linux.Directories;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.CallPool;
import io.cresset.collectors.node.source.Families;
import io.cresset.collectors.node.source.GivenFiles;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Health of SATA and NVMe disks, under smartctl_exporter's names. Disks are asked at an interval of
 * their own and not at each scrape, which shows what they said last. One that sleeps is not woken:
 * its state is told, and what it said before it slept.
 *
 * <pre>
 * smartctl_device_smart_status{device="sda"} 1
 * smartctl_device_temperature{device="nvme0",temperature_type="current"} 38
 * node_smart_read_timestamp_seconds{device="sda"} 1.7637e+09
 * </pre>
 */
public final class Smart implements SubCollector {
  public static final List<MetricSpec> SPECS = SmartMetrics.ALL;

  /** Disks are asked one after the other, while they answer as disks do. */
  private static final CallPool.Limits LIMITS =
      new CallPool.Limits(Duration.ofSeconds(30), Duration.ofSeconds(1), 32);

  private static final Duration DEADLINE = Duration.ofMinutes(1);

  /** What names of NVMe controllers begin with. */
  private static final String NVME = "nvme";

  private static final String SUFFIX = ".json";
  private static final int MAX_JSON_BYTES = 4 * 1024 * 1024;

  /** Of all files of a round together. */
  private static final long MAX_ROUND_BYTES = 32L * 1024 * 1024;

  /** What a disk said is shown for so many intervals, if rounds come no further. */
  private static final int SHOWN_INTERVALS = 3;

  // Values of the metric of a disk's state.
  private static final double ACTIVE = 0;
  private static final double STANDBY = 1;

  private final Host host;
  private final SmartOptions options;
  private final DiskReader reader;

  /** Gives what went wrong, if something did. */
  private final CallPool<Optional<IOException>> pool;

  /** Held while disks are asked: by the first scrape, or by the task that goes on. */
  private final ReentrantLock asking = new ReentrantLock();

  private final SmallFiles files = new SmallFiles();

  /** By device; what a disk says is here at once, for the next may never answer. */
  private final Map<String, Reading> readings = new ConcurrentSkipListMap<>();

  /** The first of the last round. */
  private volatile Optional<CollectFailure> problem = Optional.empty();

  /** Whether there was a round. */
  private volatile boolean asked;

  /**
   * What a disk said when it was last asked and awake.
   *
   * @param learntNanos when it was last found to be as told, awake or not, by the monotonic clock
   */
  private record Reading(
      List<Sample> samples, OptionalDouble readAt, Optional<Double> state, long learntNanos) {}

  public Smart(Host host, SmartOptions options) {
    this.host = host;
    this.options = options;
    this.reader = new DiskReader(host.machine().disks());
    this.pool = new CallPool<>("smart-disk", this::query, host.time(), LIMITS);
  }

  @Override
  public void start(Tasks tasks, Resource resource) {
    pool.start(tasks, resource);
    tasks.add(
        "smart-disks",
        resource,
        Rhythm.every(options.interval()).deadline(DEADLINE).onPlatformThread().inBackground(),
        _ -> ask());
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure, InterruptedException {
    if (!asked && readings.isEmpty()) {
      first();
    }
    long now = host.time().monotonicNanos();
    long shownNanos = options.interval().multipliedBy(SHOWN_INTERVALS).toNanos();
    Map<String, Reading> fresh = new TreeMap<>(readings);
    fresh.values().removeIf(reading -> now - reading.learntNanos > shownNanos);
    Families found = new Families();
    fresh.forEach((device, reading) -> add(found, device, reading));
    if (!fresh.isEmpty()) {
      found.add(SmartMetrics.DEVICES, Labels.empty(), fresh.size());
    }
    found.emit(out);
    Optional<CollectFailure> failure = problem;
    if (failure.isPresent()) {
      throw failure.get();
    }
    if (fresh.isEmpty()) {
      throw new CollectFailure(
          Kind.ABSENT, host.sys("block") + ": no SATA or NVMe disk to ask for its health", "");
    }
  }

  /** Waits for the task's first round, or makes it. */
  private void first() throws InterruptedException {
    asking.lockInterruptibly();
    try {
      if (!asked) {
        ask();
      }
    } finally {
      asking.unlock();
    }
  }

  private void ask() throws InterruptedException {
    asking.lockInterruptibly();
    try {
      problem = new Round().run();
      asked = true;
    } finally {
      asking.unlock();
    }
  }

  /** Asks a disk, which may never answer, and keeps what it says. */
  private Optional<IOException> query(String device) {
    String path = host.root("dev/" + device);
    try {
      if (device.startsWith(NVME)) {
        learnt(device, reader.nvme(device, path), now(), Optional.empty());
      } else {
        reader
            .ata(device, path)
            .ifPresentOrElse(
                samples -> learnt(device, samples, now(), Optional.of(ACTIVE)),
                () -> asleep(device));
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e);
    }
  }

  private OptionalDouble now() {
    return OptionalDouble.of(host.time().unixNanos() / 1e9);
  }

  private void learnt(
      String device, List<Sample> samples, OptionalDouble readAt, Optional<Double> state) {
    readings.put(device, new Reading(samples, readAt, state, host.time().monotonicNanos()));
  }

  /** What it said before it fell asleep stays. */
  private void asleep(String device) {
    Reading before =
        readings.getOrDefault(
            device, new Reading(List.of(), OptionalDouble.empty(), Optional.empty(), 0));
    learnt(device, before.samples, before.readAt, Optional.of(STANDBY));
  }

  private static void add(Families found, String device, Reading reading) {
    for (Sample sample : reading.samples) {
      if (reading.state.isEmpty() || !sample.spec().equals(SmartMetrics.STATE)) {
        found.add(sample.spec(), sample.labels(), sample.value());
      }
    }
    Labels labels = Labels.of("device", device);
    reading.state.ifPresent(state -> found.add(SmartMetrics.STATE, labels, state));
    reading.readAt.ifPresent(seconds -> found.add(SmartMetrics.READ_AT, labels, seconds));
  }

  /** One round: asks all disks that there are, and forgets the others. */
  private final class Round {
    private final GivenFiles given = new GivenFiles(MAX_JSON_BYTES, MAX_ROUND_BYTES);
    private final Set<String> known = new HashSet<>();
    private Optional<CollectFailure> first = Optional.empty();

    /** Gives the first problem. */
    Optional<CollectFailure> run() throws InterruptedException {
      options.directory().ifPresent(this::folder);
      Set<String> disks = disks();
      Map<String, Optional<IOException>> answers = pool.ask(disks);
      for (String disk : disks) {
        Optional<IOException> refused = answers.getOrDefault(disk, Optional.empty());
        if (refused.isPresent()) {
          refused(disk, refused.get());
        } else {
          known.add(disk);
        }
        if (!answers.containsKey(disk)) {
          problem(
              Kind.TIMEOUT,
              host.root("dev/" + disk) + ": no answer within " + LIMITS.all().toSeconds() + " s",
              "Look for that disk in the kernel's log, or list smart in disable.");
        }
      }
      // What a disk said that hangs stays until it is too old.
      readings.keySet().retainAll(known);
      return first;
    }

    /** Opening the file of a disk that the kernel has put to sleep would wake it already. */
    private Set<String> disks() {
      Set<String> disks = new LinkedHashSet<>();
      String block = host.sys("block");
      for (String disk : Directories.names(block)) {
        String at = block + "/" + disk + "/device/";
        if (disk.startsWith("sd") && files.text(at + "vendor").equals(Optional.of("ATA"))) {
          if (files.text(at + "power/runtime_status").equals(Optional.of("suspended"))) {
            asleep(disk);
            known.add(disk);
          } else {
            disks.add(disk);
          }
        }
      }
      disks.addAll(Directories.numbered(host.sys("class/nvme"), NVME));
      return disks;
    }

    private void refused(String device, IOException failure) {
      String path = host.root("dev/" + device);
      if (!(failure instanceof AccessDeniedException)) {
        String message = failure.getMessage();
        problem(Kind.UNSUPPORTED, message == null ? path : message, "");
      } else if (!known.contains(device)) {
        problem(
            Kind.UNAUTHORIZED,
            path + ": may not be asked for its health",
            "Give this program CAP_SYS_RAWIO (SATA) and CAP_SYS_ADMIN (NVMe), or set"
                + " smart.directory to a folder with outputs of smartctl --json.");
      }
    }

    private void folder(Path folder) {
      if (!Files.isDirectory(folder)) {
        problem(Kind.ABSENT, folder + ": there is no such folder", "Set smart.directory right.");
        return;
      }
      for (String name : Directories.names(folder.toString())) {
        if (name.endsWith(SUFFIX)) {
          Path file = folder.resolve(name);
          try {
            SmartctlJson.Report report = SmartctlJson.parse(given.read(file));
            learnt(report.device(), report.samples(), report.madeAt(), Optional.empty());
            known.add(report.device());
          } catch (IOException e) {
            problem(Kind.MALFORMED, file + ": " + e.getMessage(), "");
          }
        }
      }
    }

    private void problem(Kind kind, String what, String remedy) {
      if (first.isEmpty()) {
        first = Optional.of(new CollectFailure(kind, what, remedy));
      }
    }
  }
}
