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
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
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
  private static final long MAX_JSON_BYTES = 4L * 1024 * 1024;

  // Values of the metric of a disk's state.
  private static final double ACTIVE = 0;
  private static final double STANDBY = 1;

  private final Host host;
  private final SmartOptions options;
  private final DiskReader reader;

  /** Held while disks are asked: by the first scrape, or by the task that goes on. */
  private final ReentrantLock asking = new ReentrantLock();

  private final SmallFiles files = new SmallFiles();

  private volatile Optional<Round> last = Optional.empty();

  /**
   * What all disks said.
   *
   * @param problem the first that there was
   */
  private record Round(Map<String, Reading> readings, Optional<CollectFailure> problem) {}

  /** What a disk said when it was last asked and awake. */
  private record Reading(List<Sample> samples, OptionalDouble readAt, Optional<Double> state) {}

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
        Rhythm.every(options.interval()).deadline(DEADLINE).onPlatformThread(),
        _ -> ask());
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Round round = last.isPresent() ? last.get() : first();
    Families found = new Families();
    round.readings.forEach((device, reading) -> add(found, device, reading));
    if (!round.readings.isEmpty()) {
      found.add(SmartMetrics.DEVICES, Labels.empty(), round.readings.size());
    }
    found.emit(out);
    if (round.problem.isPresent()) {
      throw round.problem.get();
    }
    if (round.readings.isEmpty()) {
      throw new CollectFailure(
          Kind.ABSENT, host.sys("block") + ": no SATA or NVMe disk to ask for its health", "");
    }
  }

  /** Waits for the task's first round, or makes it. */
  private Round first() {
    asking.lock();
    try {
      return last.isPresent() ? last.get() : ask();
    } finally {
      asking.unlock();
    }
  }

  private Round ask() {
    asking.lock();
    try {
      Map<String, Reading> before = last.map(Round::readings).orElse(Map.of());
      Round round = new Asking(before).all();
      last = Optional.of(round);
      return round;
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
    private final Map<String, Reading> before;
    private final Map<String, Reading> now = new TreeMap<>();
    private Optional<CollectFailure> problem = Optional.empty();

    Asking(Map<String, Reading> before) {
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
      return new Round(now, problem);
    }

    /** Opening the file of a disk that the kernel has put to sleep would wake it already. */
    private void ataDisk(String disk, String at) {
      if (files.text(at + "power/runtime_status").equals(Optional.of("suspended"))) {
        now.put(disk, asleep(disk));
      } else {
        ask(disk, path -> reader.ata(disk, path), Optional.of(ACTIVE));
      }
    }

    private void ask(String device, Question question, Optional<Double> awake) {
      String path = host.root("dev/" + device);
      try {
        Optional<List<Sample>> answer = question.to(path);
        now.put(
            device,
            answer
                .map(samples -> new Reading(samples, OptionalDouble.of(seconds()), awake))
                .orElseGet(() -> asleep(device)));
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

    private Reading asleep(String device) {
      Reading known =
          before.getOrDefault(
              device,
              now.getOrDefault(
                  device, new Reading(List.of(), OptionalDouble.empty(), Optional.empty())));
      return new Reading(known.samples, known.readAt, Optional.of(STANDBY));
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
            if (Files.size(file) > MAX_JSON_BYTES) {
              throw new IOException("longer than " + MAX_JSON_BYTES + " bytes");
            }
            SmartctlJson.Report report = SmartctlJson.parse(Files.readAllBytes(file));
            now.put(
                report.device(), new Reading(report.samples(), report.madeAt(), Optional.empty()));
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
