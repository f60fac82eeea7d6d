package io.cresset.collectors.node.hardware;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Directories;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import io.cresset.collectors.node.source.Survey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Clock rates of each CPU (Documentation/admin-guide/pm/cpufreq.rst); virtual machines mostly have
 * none. A CPU that is offline is left out.
 *
 * <pre>
 * node_cpu_scaling_frequency_hertz{cpu="0"} 2.4e+09
 * node_cpu_scaling_governor{cpu="0",governor="powersave"} 1
 * </pre>
 */
public final class CpuFrequency implements SubCollector {

  /** A file in kHz, and what it becomes. */
  private record Rate(String file, MetricSpec spec) {}

  private static final List<Rate> RATES =
      List.of(
          rate("cpuinfo_cur_freq", "frequency", "Current CPU"),
          rate("cpuinfo_avg_freq", "frequency_avg", "Average CPU"),
          rate("cpuinfo_min_freq", "frequency_min", "Minimum CPU"),
          rate("cpuinfo_max_freq", "frequency_max", "Maximum CPU"),
          rate("scaling_cur_freq", "scaling_frequency", "Current scaled CPU"),
          rate("scaling_min_freq", "scaling_frequency_min", "Minimum scaled CPU"),
          rate("scaling_max_freq", "scaling_frequency_max", "Maximum scaled CPU"));

  private static final MetricSpec GOVERNOR =
      MetricSpec.gauge(
          "node_cpu_scaling_governor",
          "Current enabled CPU frequency governor.",
          "cpu",
          "governor");

  public static final List<MetricSpec> SPECS = specs();

  private final String folder;
  private final Survey survey = new Survey();

  public CpuFrequency(Host host) {
    this.folder = host.sys("devices/system/cpu");
  }

  private static Rate rate(String file, String name, String whose) {
    return new Rate(
        file,
        MetricSpec.gauge(
            "node_cpu_" + name + "_hertz", whose + " thread frequency in hertz.", "cpu"));
  }

  private static List<MetricSpec> specs() {
    List<MetricSpec> specs = new ArrayList<>();
    RATES.forEach(rate -> specs.add(rate.spec));
    specs.add(GOVERNOR);
    return List.copyOf(specs);
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    for (String name : Directories.numbered(folder, "cpu")) {
      if (!survey.text(folder + "/" + name + "/online").equals(Optional.of("0"))) {
        add(folder + "/" + name + "/cpufreq/", name.substring("cpu".length()));
      }
    }
    survey.finish(out);
  }

  private void add(String at, String cpu) {
    for (Rate rate : RATES) {
      survey.addFile(rate.spec, at + rate.file, kilohertz -> kilohertz * 1000, "cpu", cpu);
    }
    Optional<String> governor = survey.text(at + "scaling_governor");
    Optional<String> available = survey.text(at + "scaling_available_governors");
    if (governor.isPresent() && available.isPresent()) {
      for (String each : available.get().split(" ", -1)) {
        double is = each.equals(governor.get()) ? 1 : 0;
        survey.add(GOVERNOR, is, "cpu", cpu, "governor", each);
      }
    }
  }
}
