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
import io.cresset.collectors.node.source.Families;
import io.cresset.collectors.node.source.GivenFiles;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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

  /** A disk with bad sectors may take long for an answer. */
  private static final Duration DEADLINE = Duration.ofMinutes(2);

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

  /** Held while disks are asked: by the first scrape, or by the task that goes on. */
  private final ReentrantLock asking = new ReentrantLock();

  private final SmallFiles files = new SmallFiles();

  /** There as soon as one disk has answered, for the next may never do. */
  private volatile Optional<Round> last = Optional.empty();

  /**
   * What all disks said, in this round or the one before.
   *
   * @param readings never changed: with each answer comes a new map
   * @param problem the first that there was
   */
  private record Round(Map<String, Reading> readings, Optional<CollectFailure> problem) {}

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
  }

  @Override
  public void start(Tasks tasks, Resource resource) {
    tasks.add(
        "smart-disks",
        resource,
        Rhythm.every(options.interval()).deadline(DEADLINE).onPlatformThread().inBackground(),
        _ -> ask());
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure, InterruptedException {
    Round round = last.isPresent() ? last.get() : first();
    long now = host.time().monotonicNanos();
    Map<String, Reading> fresh = new TreeMap<>(round.readings);
    fresh.values().removeIf(reading -> now - reading.learntNanos > shownFor().toNanos());
    Families found = new Families();
    fresh.forEach((device, reading) -> add(found, device, reading));
    if (!fresh.isEmpty()) {
      found.add(SmartMetrics.DEVICES, Labels.empty(), fresh.size());
    }
    found.emit(out);
    if (fresh.size() < round.readings.size()) {
      Set<String> old = new TreeSet<>(round.readings.keySet());
      old.removeAll(fresh.keySet());
      throw new CollectFailure(
          Kind.TIMEOUT,
          "nothing was heard for %d s of %s: a disk does not answer"
              .formatted(shownFor().toSeconds(), String.join(", ", old)),
          "Look for a disk that hangs in the kernel's log, or list smart in disable.");
    }
    if (round.problem.isPresent()) {
      throw round.problem.get();
    }
    if (round.readings.isEmpty()) {
      throw new CollectFailure(
          Kind.ABSENT, host.sys("block") + ": no SATA or NVMe disk to ask for its health", "");
    }
  }

  private Duration shownFor() {
    return options.interval().multipliedBy(SHOWN_INTERVALS);
  }

  /** Waits for the task's first round, or makes it. */
  private Round first() throws InterruptedException {
    asking.lockInterruptibly();
    try {
      return last.isPresent() ? last.get() : ask();
    } finally {
      asking.unlock();
    }
  }

  private Round ask() throws InterruptedException {
    asking.lockInterruptibly();
    try {
      return new Asking(last.orElse(new Round(Map.of(), Optional.empty()))).all();
    } finally {
      asking.unlock();
    }
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

  /** A question to a disk; empty if it sleeps. */
  @FunctionalInterface
  private interface Question {
    Optional<List<Sample>> to(String path) throws IOException;
  }

  /** One round. */
  private final class Asking {
    private final Round before;
    private final GivenFiles given = new GivenFiles(MAX_JSON_BYTES, MAX_ROUND_BYTES);
    private final Map<String, Reading> now = new TreeMap<>();
    private Optional<CollectFailure> problem = Optional.empty();

    Asking(Round before) {
      this.before = before;
    }

    Round all() {
      options.directory().ifPresent(this::folder);
      String block = host.sys("block");
      for (String disk : Directories.names(block)) {
        String at = block + "/" + disk + "/device/";
        if (disk.startsWith("sd") && files.text(at + "vendor").equals(Optional.of("ATA"))) {
          ataDisk(disk, at);
        }
      }
      for (String controller : Directories.numbered(host.sys("class/nvme"), "nvme")) {
        ask(controller, path -> Optional.of(reader.nvme(controller, path)), Optional.empty());
      }
      // Now those are gone that are no more or refused.
      Round round = new Round(Collections.unmodifiableMap(now), problem);
      last = Optional.of(round);
      return round;
    }

    /** Shows what a disk said at once, beside what the others said before. */
    private void learnt(
        String device, List<Sample> samples, OptionalDouble readAt, Optional<Double> state) {
      now.put(device, new Reading(samples, readAt, state, host.time().monotonicNanos()));
      Map<String, Reading> all = new TreeMap<>(before.readings);
      all.putAll(now);
      last =
          Optional.of(
              new Round(Collections.unmodifiableMap(all), before.problem.or(() -> problem)));
    }

    /** Opening the file of a disk that the kernel has put to sleep would wake it already. */
    private void ataDisk(String disk, String at) {
      if (files.text(at + "power/runtime_status").equals(Optional.of("suspended"))) {
        asleep(disk);
      } else {
        ask(disk, path -> reader.ata(disk, path), Optional.of(ACTIVE));
      }
    }

    private void ask(String device, Question question, Optional<Double> awake) {
      String path = host.root("dev/" + device);
      try {
        question
            .to(path)
            .ifPresentOrElse(
                samples -> learnt(device, samples, OptionalDouble.of(seconds()), awake),
                () -> asleep(device));
      } catch (AccessDeniedException e) {
        if (!now.containsKey(device)) {
          problem(
              Kind.UNAUTHORIZED,
              path + ": may not be asked for its health",
              "Give this program CAP_SYS_RAWIO (SATA) and CAP_SYS_ADMIN (NVMe), or set"
                  + " smart.directory to a folder with outputs of smartctl --json.");
        }
      } catch (IOException e) {
        problem(Kind.UNSUPPORTED, e.getMessage() == null ? path : e.getMessage(), "");
      }
    }

    private void asleep(String device) {
      Reading known =
          before.readings.getOrDefault(
              device,
              now.getOrDefault(
                  device, new Reading(List.of(), OptionalDouble.empty(), Optional.empty(), 0)));
      learnt(device, known.samples, known.readAt, Optional.of(STANDBY));
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
          } catch (IOException e) {
            problem(Kind.MALFORMED, file + ": " + e.getMessage(), "");
          }
        }
      }
    }

    private double seconds() {
      return host.time().unixNanos() / 1e9;
    }

    private void problem(Kind kind, String what, String remedy) {
      if (problem.isEmpty()) {
        problem = Optional.of(new CollectFailure(kind, what, remedy));
      }
    }
  }
}
