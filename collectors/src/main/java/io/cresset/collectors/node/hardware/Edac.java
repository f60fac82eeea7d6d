package io.cresset.collectors.node.hardware;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Directories;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import io.cresset.collectors.node.source.Survey;
import java.util.List;
import java.util.function.Consumer;

/**
 * Memory errors that ECC corrected or could not correct (Documentation/admin-guide/ras.rst), by
 * memory controller, row and channel. Without a controller that is watched there is nothing.
 *
 * <pre>
 * node_edac_correctable_errors_total{controller="0"} 3
 * </pre>
 */
public final class Edac implements SubCollector {
  private static final MetricSpec CORRECTABLE =
      MetricSpec.counter(
          "node_edac_correctable_errors_total", "Total correctable memory errors.", "controller");
  private static final MetricSpec UNCORRECTABLE =
      MetricSpec.counter(
          "node_edac_uncorrectable_errors_total",
          "Total uncorrectable memory errors.",
          "controller");
  private static final MetricSpec ROW_CORRECTABLE =
      MetricSpec.counter(
          "node_edac_csrow_correctable_errors_total",
          "Total correctable memory errors for this csrow.",
          "controller",
          "csrow");
  private static final MetricSpec ROW_UNCORRECTABLE =
      MetricSpec.counter(
          "node_edac_csrow_uncorrectable_errors_total",
          "Total uncorrectable memory errors for this csrow.",
          "controller",
          "csrow");
  private static final MetricSpec CHANNEL_CORRECTABLE =
      MetricSpec.counter(
          "node_edac_channel_correctable_errors_total",
          "Total correctable memory errors for this channel.",
          "controller",
          "csrow",
          "channel",
          "dimm_label");
  private static final MetricSpec CHANNEL_UNCORRECTABLE =
      MetricSpec.counter(
          "node_edac_channel_uncorrectable_errors_total",
          "Total uncorrectable memory errors for this channel.",
          "controller",
          "csrow",
          "channel",
          "dimm_label");

  public static final List<MetricSpec> SPECS =
      List.of(
          CORRECTABLE,
          UNCORRECTABLE,
          ROW_CORRECTABLE,
          ROW_UNCORRECTABLE,
          CHANNEL_CORRECTABLE,
          CHANNEL_UNCORRECTABLE);

  private static final String CONTROLLER = "mc";
  private static final String ROW = "csrow";
  private static final String CHANNEL = "ch";
  private static final String CORRECTED_FILE = "_ce_count";

  private final String folder;
  private final Survey survey = new Survey();

  public Edac(Host host) {
    this.folder = host.sys("devices/system/edac/mc");
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    for (String name : Directories.numbered(folder, CONTROLLER)) {
      addController(folder + "/" + name + "/", name.substring(CONTROLLER.length()));
    }
    survey.finish(out);
  }

  private void addController(String at, String controller) {
    survey.addFile(CORRECTABLE, at + "ce_count", "controller", controller);
    survey.addFile(UNCORRECTABLE, at + "ue_count", "controller", controller);
    addRow(at + "ce_noinfo_count", at + "ue_noinfo_count", controller, "unknown");
    for (String name : Directories.numbered(at, ROW)) {
      String row = name.substring(ROW.length());
      addRow(at + name + "/ce_count", at + name + "/ue_count", controller, row);
      for (String file : Directories.numbered(at + name, CHANNEL)) {
        if (file.endsWith(CORRECTED_FILE)) {
          String channel =
              file.substring(CHANNEL.length(), file.length() - CORRECTED_FILE.length());
          addChannel(at + name + "/" + CHANNEL + channel, controller, row, channel);
        }
      }
    }
  }

  private void addRow(String corrected, String uncorrected, String controller, String row) {
    survey.addFile(ROW_CORRECTABLE, corrected, "controller", controller, "csrow", row);
    survey.addFile(ROW_UNCORRECTABLE, uncorrected, "controller", controller, "csrow", row);
  }

  private void addChannel(String at, String controller, String row, String channel) {
    String[] labels = {
      "controller",
      controller,
      "csrow",
      row,
      "channel",
      channel,
      "dimm_label",
      survey.text(at + "_dimm_label").map(Edac::label).orElse("unknown")
    };
    survey.addFile(CHANNEL_CORRECTABLE, at + CORRECTED_FILE, labels);
    survey.addFile(CHANNEL_UNCORRECTABLE, at + "_ue_count", labels);
  }

  /** The kernel's {@code mc#0csrow#1channel#0} as node_exporter writes it. */
  static String label(String text) {
    return text.replace("#", "").replace("csrow", "_csrow").replace("channel", "_channel");
  }
}
