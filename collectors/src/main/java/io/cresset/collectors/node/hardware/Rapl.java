package io.cresset.collectors.node.hardware;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Directories;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.MetricNames;
import io.cresset.collectors.node.source.SubCollector;
import io.cresset.collectors.node.source.Survey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Energy that the CPU says it took, of /sys/class/powercap (Documentation/power/powercap/
 * powercap.rst). Since Linux 5.10 only root may read it, because it betrays what is computed.
 *
 * <pre>
 * node_rapl_package_joules_total{index="0",path="/sys/class/powercap/intel-rapl:0"} 240422.36
 * </pre>
 */
public final class Rapl implements SubCollector {
  private static final MetricSpec WITH_ZONE =
      MetricSpec.counter(
          "node_rapl_joules_total", "Current RAPL value in joules", "index", "path", "rapl_zone");

  public static final List<MetricSpec> SPECS = List.of(WITH_ZONE);

  /** {@code package-1} is number 1 of several packages. */
  private static final Pattern NUMBERED = Pattern.compile("([^-]*)-(\\d{1,9})");

  private final Host host;
  private final String folder;
  private final RaplOptions options;
  private final Survey survey = new Survey();

  /** A name has one spec, whose instance is what tells its family. */
  private final Map<String, MetricSpec> byZone = new HashMap<>();

  /**
   * @param index tells zones of one name apart
   */
  record Zone(String folder, String name, int index) {}

  public Rapl(Host host, RaplOptions options) {
    this.host = host;
    this.folder = host.sys("class/powercap");
    this.options = options;
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Map<String, String> names = new HashMap<>();
    List<String> folders = Directories.source(folder);
    for (String each : folders) {
      survey.text(folder + "/" + each + "/name").ifPresent(name -> names.put(each, name));
    }
    for (Zone zone : zones(folders, names)) {
      String at = folder + "/" + zone.folder;
      Path energy = Path.of(at, "energy_uj");
      if (Files.exists(energy) && !Files.isReadable(energy)) {
        survey.problem(
            new CollectFailure(
                Kind.UNAUTHORIZED,
                energy + ": may not be read",
                "Run as root, or let the user that runs this program read it; or disable 'rapl'."));
      }
      OptionalDouble microjoules = survey.number(energy.toString());
      microjoules.ifPresent(value -> add(zone, shown(at), value / 1_000_000.0));
    }
    survey.finish(out);
  }

  private void add(Zone zone, String path, double joules) {
    String index = Integer.toString(zone.index);
    if (options.enableZoneLabel()) {
      survey.add(WITH_ZONE, joules, "index", index, "path", path, "rapl_zone", zone.name);
    } else {
      survey.add(spec(zone.name), joules, "index", index, "path", path);
    }
  }

  /** Where the file stands on the machine itself, wherever it is mounted here. */
  private String shown(String path) {
    return "/sys" + path.substring(host.sys("").length());
  }

  private MetricSpec spec(String zone) {
    return byZone.computeIfAbsent(
        "node_rapl_" + MetricNames.clean(zone) + "_joules_total",
        name ->
            MetricSpec.counter(name, "Current RAPL " + zone + " value in joules", "index", "path"));
  }

  /**
   * @param names by folder, of those that have one
   */
  static List<Zone> zones(List<String> folders, Map<String, String> names) {
    List<Zone> zones = new ArrayList<>();
    Map<String, Integer> used = new HashMap<>();
    for (String folder : folders) {
      Optional<String> name = Optional.ofNullable(names.get(folder));
      if (name.isPresent()) {
        Matcher numbered = NUMBERED.matcher(name.get());
        Zone zone =
            numbered.matches()
                ? new Zone(folder, numbered.group(1), Integer.parseInt(numbered.group(2)))
                : new Zone(folder, name.get(), used.getOrDefault(name.get(), 0));
        used.put(zone.name, zone.index + 1);
        zones.add(zone);
      }
    }
    return zones;
  }
}
