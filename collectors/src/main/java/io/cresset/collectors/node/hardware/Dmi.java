package io.cresset.collectors.node.hardware;

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
import java.util.function.Consumer;

/**
 * What the firmware says this machine is, of /sys/class/dmi/id. Serial numbers can be read by root
 * alone; without that right their labels are missing.
 *
 * <pre>
 * node_dmi_info{bios_vendor="American Megatrends Inc.",product_name="X11SCL-F",...} 1
 * </pre>
 */
public final class Dmi implements SubCollector {
  /** Files, which are the names of the labels too, but for the last. */
  private static final List<String> FILES =
      List.of(
          "bios_date",
          "bios_release",
          "bios_vendor",
          "bios_version",
          "board_asset_tag",
          "board_name",
          "board_serial",
          "board_vendor",
          "board_version",
          "chassis_asset_tag",
          "chassis_serial",
          "chassis_vendor",
          "chassis_version",
          "product_family",
          "product_name",
          "product_serial",
          "product_sku",
          "product_uuid",
          "product_version",
          "sys_vendor");

  private static final MetricSpec INFO =
      MetricSpec.gauge(
          "node_dmi_info",
          "A metric with a constant '1' value labeled by bios_date, bios_release, bios_vendor,"
              + " bios_version, board_asset_tag, board_name, board_serial, board_vendor,"
              + " board_version, chassis_asset_tag, chassis_serial, chassis_vendor,"
              + " chassis_version, product_family, product_name, product_serial, product_sku,"
              + " product_uuid, product_version, system_vendor if provided by DMI.",
          FILES.stream().map(Dmi::label).toArray(String[]::new));

  public static final List<MetricSpec> SPECS = List.of(INFO);

  private final String folder;
  private final Survey survey = new Survey();

  public Dmi(Host host) {
    this.folder = host.sys("class/dmi/id");
  }

  private static String label(String file) {
    return file.equals("sys_vendor") ? "system_vendor" : file;
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Directories.source(folder);
    List<String> labels = new ArrayList<>();
    for (String file : FILES) {
      survey
          .text(folder + "/" + file)
          .ifPresent(
              text -> {
                labels.add(label(file));
                labels.add(text);
              });
    }
    if (labels.isEmpty()) {
      throw new CollectFailure(Kind.ABSENT, folder + ": nothing in it can be read", "");
    }
    survey.add(INFO, 1, labels.toArray(String[]::new));
    survey.finish(out);
  }
}
