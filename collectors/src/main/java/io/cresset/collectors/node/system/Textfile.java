package io.cresset.collectors.node.system;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.InvalidTelemetry;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.MetricType;
import io.cresset.collectors.node.source.GivenFiles;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.Points;
import io.cresset.collectors.node.source.SubCollector;
import io.cresset.collectors.node.system.ExpositionText.Family;
import io.cresset.collectors.node.system.ExpositionText.Malformed;
import io.cresset.collectors.node.system.ExpositionText.Sample;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Reports what files {@code *.prom} of some folders say, whoever wrote them. A file with a fault or
 * with timestamps is left out whole; {@code node_textfile_scrape_error} is 1 then, the run
 * succeeds, as in the model, and what is wrong is said once.
 */
public final class Textfile implements SubCollector {
  private static final MetricSpec MTIME =
      MetricSpec.gauge(
          "node_textfile_mtime_seconds", "Unixtime mtime of textfiles successfully read.", "file");
  private static final MetricSpec ERROR =
      MetricSpec.gauge(
          "node_textfile_scrape_error",
          "1 if there was an error opening or reading a file, 0 otherwise");

  public static final List<MetricSpec> SPECS = List.of(MTIME, ERROR);

  /** More than any such file should have; a longer one counts as a fault. */
  static final int MAX_FILE_BYTES = 16 * 1024 * 1024;

  /** Of all files of a run together. */
  static final long MAX_RUN_BYTES = 2L * MAX_FILE_BYTES;

  private final Host host;
  private final List<String> folders;
  private Set<String> said = new HashSet<>();

  /** Of one name, of all files. */
  private static final class Gathered {
    private Optional<String> help = Optional.empty();
    private Optional<MetricType> type = Optional.empty();
    private final List<String> files = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();
  }

  public Textfile(Host host, TextfileOptions options) {
    this.host = host;
    this.folders = options.directory();
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Set<String> faults = new HashSet<>();
    Map<String, Gathered> families = new LinkedHashMap<>();
    Map<String, Long> times = new TreeMap<>();
    GivenFiles given = new GivenFiles(MAX_FILE_BYTES, MAX_RUN_BYTES);
    for (String folder : folders) {
      try {
        for (Path path : Wildcards.paths(folder)) {
          read(path, given, families, times, faults);
        }
      } catch (InvalidPathException e) {
        faults.add("textfile: directory '" + folder + "' cannot be a path: " + e.getReason());
      }
    }
    families.forEach((name, gathered) -> emit(name, gathered, faults, out));
    Points mtimes = new Points(MTIME);
    times.forEach((file, seconds) -> mtimes.add(Labels.of("file", file), seconds));
    mtimes.emit(out);
    out.accept(ERROR.family(faults.isEmpty() ? 0 : 1));
    faults.stream().filter(fault -> !said.contains(fault)).sorted().forEach(host.warnings());
    said = faults;
  }

  private static void read(
      Path folder,
      GivenFiles given,
      Map<String, Gathered> families,
      Map<String, Long> times,
      Set<String> faults) {
    List<Path> files;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*.prom")) {
      files = Wildcards.sorted(all);
    } catch (IOException e) {
      faults.add("textfile: " + folder + " cannot be listed");
      return;
    }
    for (Path file : files) {
      try {
        List<Family> found = ExpositionText.parse(given.read(file));
        // Asked for after it was read and found good, so that a bad one does not look fresh.
        times.put(file.toString(), Files.getLastModifiedTime(file).to(TimeUnit.SECONDS));
        found.forEach(family -> gather(family, file.toString(), families, faults));
      } catch (Malformed e) {
        faults.add("textfile: " + file + " is left out: " + e.getMessage());
      } catch (IOException e) {
        faults.add("textfile: " + file + " cannot be read: " + e.getMessage());
      }
    }
  }

  private static void gather(
      Family family, String file, Map<String, Gathered> families, Set<String> faults) {
    if (family.samples().isEmpty()) {
      return;
    }
    Gathered gathered = families.computeIfAbsent(family.name(), _ -> new Gathered());
    if (differs(gathered.help, family.help()) || differs(gathered.type, family.type())) {
      faults.add(
          "textfile: %s of %s is left out: its help or type is another in %s"
              .formatted(family.name(), file, gathered.files.getFirst()));
      return;
    }
    gathered.help = gathered.help.or(family::help);
    gathered.type = gathered.type.or(family::type);
    gathered.files.add(file);
    gathered.samples.addAll(family.samples());
  }

  private static <T> boolean differs(Optional<T> first, Optional<T> second) {
    return first.isPresent() && second.isPresent() && !first.equals(second);
  }

  private static void emit(
      String name, Gathered gathered, Set<String> faults, Consumer<MetricFamily> out) {
    String help = gathered.help.orElse("Metric read from " + String.join(", ", gathered.files));
    try {
      out.accept(
          TextfilePoints.family(
              name, gathered.type.orElse(MetricType.UNKNOWN), help, gathered.samples));
    } catch (InvalidTelemetry e) {
      faults.add(
          "textfile: %s of %s is left out: %s"
              .formatted(name, String.join(", ", gathered.files), e.getMessage()));
    }
  }
}
