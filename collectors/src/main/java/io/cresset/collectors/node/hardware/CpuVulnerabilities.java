package io.cresset.collectors.node.hardware;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Directories;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import io.cresset.collectors.node.source.Survey;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Defects of the CPU and what the kernel does about them, of
 * /sys/devices/system/cpu/vulnerabilities.
 *
 * <pre>
 * node_cpu_vulnerabilities_info{codename="mds",mitigation="Clear CPU buffers",state="mitigation"} 1
 * </pre>
 */
public final class CpuVulnerabilities implements SubCollector {
  private static final MetricSpec INFO =
      MetricSpec.gauge(
          "node_cpu_vulnerabilities_info",
          "Details of each CPU vulnerability reported by sysfs. The value of the series is an int"
              + " encoded state of the vulnerability. The same state is stored as a string in the"
              + " label",
          "codename",
          "state",
          "mitigation");

  public static final List<MetricSpec> SPECS = List.of(INFO);

  private static final String NOT_AFFECTED = "not affected";
  private static final String UNKNOWN = "unknown";
  private static final List<String> WITH_DETAILS = List.of("vulnerable", "mitigation", UNKNOWN);

  private final String folder;
  private final Survey survey = new Survey();

  /** What a file says. */
  record Vulnerability(String state, String mitigation) {}

  public CpuVulnerabilities(Host host) {
    this.folder = host.sys("devices/system/cpu/vulnerabilities");
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    for (String name : Directories.names(folder)) {
      survey
          .text(folder + "/" + name)
          .map(CpuVulnerabilities::parse)
          .ifPresent(
              found ->
                  survey.add(
                      INFO,
                      1,
                      "codename",
                      name,
                      "state",
                      found.state,
                      "mitigation",
                      found.mitigation));
    }
    survey.finish(out);
  }

  /** Its first words are the state; what follows them is what is done. */
  static Vulnerability parse(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith(NOT_AFFECTED)) {
      return new Vulnerability(NOT_AFFECTED, "");
    }
    for (String state : WITH_DETAILS) {
      if (lower.startsWith(state)) {
        String[] words = text.split("\\s+", 2);
        return new Vulnerability(state, words.length < 2 ? "" : words[1].replaceAll("\\s+", " "));
      }
    }
    return new Vulnerability(UNKNOWN, text);
  }
}
