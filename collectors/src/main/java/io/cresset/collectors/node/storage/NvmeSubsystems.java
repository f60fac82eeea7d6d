package io.cresset.collectors.node.storage;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;
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
import java.util.regex.Pattern;

/**
 * NVMe subsystems and the paths to them, of /sys/class/nvme-subsystem: over a network there may be
 * several controllers for the same disks.
 *
 * <pre>
 * node_nvmesubsystem_path_state{controller="nvme0",state="live",subsystem="nvme-subsys0",...} 1
 * </pre>
 */
public final class NvmeSubsystems implements SubCollector {
  private static final MetricSpec INFO =
      MetricSpec.gauge(
          "node_nvmesubsystem_info",
          "Non-numeric information about an NVMe subsystem.",
          "subsystem",
          "nqn",
          "model",
          "serial",
          "iopolicy");
  private static final MetricSpec NAMESPACE_INFO =
      MetricSpec.gauge(
          "node_nvmesubsystem_namespace_info",
          "Maps an NVMe namespace block device to its subsystem.",
          "subsystem",
          "device");
  private static final MetricSpec PATHS =
      MetricSpec.gauge(
          "node_nvmesubsystem_paths",
          "Number of controller paths for an NVMe subsystem.",
          "subsystem");
  private static final MetricSpec PATHS_LIVE =
      MetricSpec.gauge(
          "node_nvmesubsystem_paths_live",
          "Number of controller paths in live state for an NVMe subsystem.",
          "subsystem");
  private static final MetricSpec PATH_STATE =
      MetricSpec.gauge(
          "node_nvmesubsystem_path_state",
          "Current NVMe controller path state (1 for the current state, 0 for all others).",
          "subsystem",
          "controller",
          "transport",
          "state");

  public static final List<MetricSpec> SPECS =
      List.of(INFO, NAMESPACE_INFO, PATHS, PATHS_LIVE, PATH_STATE);

  private static final Pattern CONTROLLER = Pattern.compile("nvme\\d+");
  private static final Pattern NAMESPACE = Pattern.compile("nvme\\d+n\\d+");

  private static final String LIVE = "live";
  private static final String UNKNOWN = "unknown";
  private static final List<String> STATES =
      List.of("connecting", "dead", "deleting", LIVE, "new", "resetting", UNKNOWN);

  private final String folder;
  private final Survey survey = new Survey();

  public NvmeSubsystems(Host host) {
    this.folder = host.sys("class/nvme-subsystem");
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    for (String name : Directories.source(folder)) {
      if (name.startsWith("nvme-subsys")) {
        add(name, folder + "/" + name);
      }
    }
    survey.finish(out);
  }

  private void add(String subsystem, String at) {
    survey.add(
        INFO,
        1,
        "subsystem",
        subsystem,
        "nqn",
        survey.text(at + "/subsysnqn").orElse(""),
        "model",
        survey.text(at + "/model").orElse(""),
        "serial",
        survey.text(at + "/serial").orElse(""),
        "iopolicy",
        survey.text(at + "/iopolicy").orElse(""));
    int paths = 0;
    List<String> states = new ArrayList<>();
    for (String name : Directories.names(at)) {
      if (NAMESPACE.matcher(name).matches()) {
        survey.add(NAMESPACE_INFO, 1, "subsystem", subsystem, "device", name);
      } else if (CONTROLLER.matcher(name).matches()) {
        paths++;
        addPath(subsystem, name, at + "/" + name).ifPresent(states::add);
      }
    }
    survey.add(PATHS, paths, "subsystem", subsystem);
    // How many live is known if it is known of each.
    if (states.size() == paths) {
      long live = states.stream().filter(LIVE::equals).count();
      survey.add(PATHS_LIVE, (double) live, "subsystem", subsystem);
    }
  }

  /** Its state, if that is told. */
  private Optional<String> addPath(String subsystem, String controller, String at) {
    Optional<String> state =
        survey.text(at + "/state").filter(told -> !told.isEmpty()).map(NvmeSubsystems::state);
    if (state.isEmpty()) {
      survey.problem(
          new CollectFailure(Kind.UNSUPPORTED, at + "/state: there is nothing to read", ""));
      return state;
    }
    String transport = survey.text(at + "/transport").orElse("");
    for (String each : STATES) {
      survey.add(
          PATH_STATE,
          each.equals(state.get()) ? 1 : 0,
          "subsystem",
          subsystem,
          "controller",
          controller,
          "transport",
          transport,
          "state",
          each);
    }
    return state;
  }

  private static String state(String told) {
    String state = told.equals("deleting (no IO)") ? "deleting" : told;
    return STATES.contains(state) ? state : UNKNOWN;
  }
}
