package io.cresset.collectors.node.cpu;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.Survey;
import io.cresset.collectors.pattern.LinearPattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * What each CPU is, of /proc/cpuinfo, whose fields differ from architecture to architecture: lines
 * {@code model name : Example CPU} in a paragraph for each CPU.
 *
 * <pre>
 * node_cpu_info{cpu="0",model_name="Example CPU",vendor="GenuineIntel",...} 1
 * </pre>
 */
final class CpuInfo {
  private static final MetricSpec INFO =
      MetricSpec.gauge(
          "node_cpu_info",
          "CPU information from /proc/cpuinfo.",
          "package",
          "core",
          "cpu",
          "vendor",
          "family",
          "model",
          "model_name",
          "microcode",
          "stepping",
          "cachesize");
  private static final MetricSpec FREQUENCY =
      MetricSpec.gauge(
          "node_cpu_frequency_hertz",
          "CPU frequency in hertz from /proc/cpuinfo.",
          "package",
          "core",
          "cpu");
  private static final MetricSpec FLAG =
      MetricSpec.gauge(
          "node_cpu_flag_info",
          "The `flags` field of CPU information from /proc/cpuinfo taken from the first core.",
          "flag");
  private static final MetricSpec BUG =
      MetricSpec.gauge(
          "node_cpu_bug_info",
          "The `bugs` field of CPU information from /proc/cpuinfo taken from the first core.",
          "bug");

  /** The frequency's is cpufreq's already, of which it has the name and other labels. */
  static final List<MetricSpec> SPECS = List.of(INFO, FLAG, BUG);

  private static final String CPU = "processor";
  private static final String MEGAHERTZ = "cpu MHz";
  private static final String FLAGS = "flags";
  private static final String BUGS = "bugs";
  private static final double MEGA = 1e6;

  /** What other architectures call what x86 has as well. */
  private static final Map<String, String> SYNONYMS =
      Map.ofEntries(
          Map.entry("vendor", "vendor_id"),
          Map.entry("system type", "vendor_id"),
          Map.entry("cpu", "vendor_id"),
          Map.entry("CPU Family", "cpu family"),
          Map.entry("Model Name", "model name"),
          Map.entry("cpu model", "model name"),
          Map.entry("isa", "model name"),
          Map.entry("Processor", "model name"),
          Map.entry("hart", "core id"),
          Map.entry("clock", MEGAHERTZ),
          Map.entry("Features", FLAGS));

  /** Labels of {@link #INFO} and their fields. */
  private static final List<List<String>> LABELS =
      List.of(
          List.of("package", "physical id"),
          List.of("core", "core id"),
          List.of("cpu", CPU),
          List.of("vendor", "vendor_id"),
          List.of("family", "cpu family"),
          List.of("model", "model"),
          List.of("model_name", "model name"),
          List.of("microcode", "microcode"),
          List.of("stepping", "stepping"),
          List.of("cachesize", "cache size"));

  private static final int LABELS_OF_FREQUENCY = 3;

  private final String path;
  private final Optional<LinearPattern> flags;
  private final Optional<LinearPattern> bugs;
  private final Survey survey = new Survey();

  CpuInfo(Host host, CpuOptions options) {
    this.path = host.proc("cpuinfo");
    this.flags = options.infoFlagsInclude();
    this.bugs = options.infoBugsInclude();
  }

  void collect(Consumer<MetricFamily> out) throws CollectFailure {
    List<Map<String, String>> cpus = parse(survey.files().source(path));
    for (Map<String, String> cpu : cpus) {
      survey.add(INFO, 1, labels(cpu, LABELS.size()));
      String megahertz = cpu.getOrDefault(MEGAHERTZ, "");
      if (!megahertz.isEmpty()) {
        addFrequency(megahertz, labels(cpu, LABELS_OF_FREQUENCY));
      }
    }
    if (!cpus.isEmpty()) {
      addWords(FLAG, "flag", cpus.getFirst().getOrDefault(FLAGS, ""), flags);
      addWords(BUG, "bug", cpus.getFirst().getOrDefault(BUGS, ""), bugs);
    }
    survey.finish(out);
  }

  private static String[] labels(Map<String, String> cpu, int count) {
    List<String> labels = new ArrayList<>();
    for (List<String> label : LABELS.subList(0, count)) {
      labels.add(label.getFirst());
      labels.add(cpu.getOrDefault(label.getLast(), ""));
    }
    return labels.toArray(String[]::new);
  }

  /** {@code 2600.000}, and on PowerPC {@code 3800.000000MHz}. */
  private void addFrequency(String megahertz, String[] labels) {
    OptionalDouble value = Survey.decimal(megahertz.replace("MHz", ""));
    if (value.isPresent()) {
      survey.add(FREQUENCY, value.getAsDouble() * MEGA, labels);
    } else {
      survey.problem(Survey.malformed(path, "'" + megahertz + "' is not a frequency"));
    }
  }

  private void addWords(
      MetricSpec spec, String label, String words, Optional<LinearPattern> wanted) {
    if (wanted.isPresent()) {
      Scan in = Scan.of(path, words);
      in.nextLine();
      in.fields().stream()
          .distinct()
          .filter(wanted.get()::isIn)
          .forEach(word -> survey.add(spec, 1, label, word));
    }
  }

  /**
   * Fields of each CPU by their names on x86. What stands above the first is every CPU's; what
   * stands in a paragraph without one is the board's.
   */
  static List<Map<String, String>> parse(Scan in) {
    List<Map<String, String>> cpus = new ArrayList<>();
    Map<String, String> common = new HashMap<>();
    Map<String, String> current = common;
    while (in.nextLine()) {
      String line = in.line();
      int colon = line.indexOf(':');
      if (colon < 0) {
        current = cpus.isEmpty() ? common : new HashMap<>();
        continue;
      }
      String key = line.substring(0, colon).strip();
      String value = line.substring(Math.min(colon + 2, line.length()));
      if (key.equals(CPU)) {
        current = new HashMap<>(common);
        cpus.add(current);
      }
      current.put(SYNONYMS.getOrDefault(key, key), value);
    }
    return cpus;
  }
}
