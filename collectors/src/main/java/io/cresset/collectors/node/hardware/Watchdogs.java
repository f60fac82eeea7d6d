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
import java.util.function.Consumer;

/**
 * Timers that restart a machine which hangs (Documentation/ABI/testing/sysfs-class-watchdog).
 *
 * <pre>
 * node_watchdog_timeleft_seconds{name="watchdog0"} 57
 * </pre>
 */
public final class Watchdogs implements SubCollector {

  /** A file, and what it becomes. */
  private record Attribute(String file, MetricSpec spec) {}

  private static final List<Attribute> ATTRIBUTES =
      List.of(
          attribute("bootstatus", ""),
          attribute("fw_version", ""),
          attribute("nowayout", ""),
          attribute("timeleft", "_seconds"),
          attribute("timeout", "_seconds"),
          attribute("pretimeout", "_seconds"),
          attribute("access_cs0", ""));

  /** Labels of the info metric, which are the names of the files too. */
  private static final List<String> TEXTS =
      List.of("options", "identity", "state", "status", "pretimeout_governor");

  private static final MetricSpec INFO =
      MetricSpec.gauge(
          "node_watchdog_info",
          "Info of /sys/class/watchdog/<watchdog>",
          "name",
          "options",
          "identity",
          "state",
          "status",
          "pretimeout_governor");

  public static final List<MetricSpec> SPECS = specs();

  private final String folder;
  private final Survey survey = new Survey();

  public Watchdogs(Host host) {
    this.folder = host.sys("class/watchdog");
  }

  private static Attribute attribute(String file, String unit) {
    return new Attribute(
        file,
        MetricSpec.gauge(
            "node_watchdog_" + file + unit,
            "Value of /sys/class/watchdog/<watchdog>/" + file,
            "name"));
  }

  private static List<MetricSpec> specs() {
    List<MetricSpec> specs = new ArrayList<>();
    ATTRIBUTES.forEach(attribute -> specs.add(attribute.spec));
    specs.add(INFO);
    return List.copyOf(specs);
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    for (String name : Directories.source(folder)) {
      String at = folder + "/" + name + "/";
      for (Attribute attribute : ATTRIBUTES) {
        survey.addFile(attribute.spec, at + attribute.file, "name", name);
      }
      List<String> labels = new ArrayList<>(List.of("name", name));
      for (String text : TEXTS) {
        labels.add(text);
        labels.add(survey.text(at + text).orElse(""));
      }
      survey.add(INFO, 1, labels.toArray(String[]::new));
    }
    survey.finish(out);
  }
}
