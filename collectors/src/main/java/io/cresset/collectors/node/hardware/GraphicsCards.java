package io.cresset.collectors.node.hardware;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Directories;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import io.cresset.collectors.node.source.Survey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Graphics cards of the driver amdgpu, of /sys/class/drm
 * (Documentation/gpu/amdgpu/driver-misc.rst). Those of other drivers have no such files.
 *
 * <pre>
 * node_drm_gpu_busy_percent{card="card0"} 4
 * </pre>
 */
public final class GraphicsCards implements SubCollector {
  private static final MetricSpec CARD_INFO =
      MetricSpec.gauge(
          "node_drm_card_info",
          "Card information",
          "card",
          "memory_vendor",
          "power_performance_level",
          "unique_id",
          "vendor");

  private static final Map<String, MetricSpec> NUMBERS = numbers();

  public static final List<MetricSpec> SPECS =
      Stream.concat(Stream.of(CARD_INFO), NUMBERS.values().stream()).toList();

  private static final Pattern CARD = Pattern.compile("card\\d+");
  private static final String VENDOR = "amd";
  private static final String DRIVER = "DRIVER=amdgpu";

  private final String folder;
  private final Survey survey = new Survey();

  public GraphicsCards(Host host) {
    this.folder = host.sys("class/drm");
  }

  private static Map<String, MetricSpec> numbers() {
    Map<String, MetricSpec> specs = new LinkedHashMap<>();
    put(specs, "gpu_busy_percent", "gpu_busy_percent", "How busy the GPU is as a percentage.");
    put(
        specs,
        "mem_info_gtt_total",
        "memory_gtt_size_bytes",
        "The size of the graphics translation table (GTT) block in bytes.");
    put(
        specs,
        "mem_info_gtt_used",
        "memory_gtt_used_bytes",
        "The used amount of the graphics translation table (GTT) block in bytes.");
    put(
        specs,
        "mem_info_vis_vram_total",
        "memory_vis_vram_size_bytes",
        "The size of visible VRAM in bytes.");
    put(
        specs,
        "mem_info_vis_vram_used",
        "memory_vis_vram_used_bytes",
        "The used amount of visible VRAM in bytes.");
    put(specs, "mem_info_vram_total", "memory_vram_size_bytes", "The size of VRAM in bytes.");
    put(specs, "mem_info_vram_used", "memory_vram_used_bytes", "The used amount of VRAM in bytes.");
    return specs;
  }

  private static void put(Map<String, MetricSpec> specs, String file, String name, String help) {
    specs.put(file, MetricSpec.gauge("node_drm_" + name, help, "card"));
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    for (String card : Directories.numbered(folder, "card")) {
      String device = folder + "/" + card + "/device/";
      // The folder also has the cards' connectors: card0-HDMI-A-1.
      if (CARD.matcher(card).matches()
          && survey.text(device + "uevent").orElse("").lines().anyMatch(DRIVER::equals)) {
        add(card, device);
      }
    }
    survey.finish(out);
  }

  private void add(String card, String device) {
    survey.add(
        CARD_INFO,
        1,
        "card",
        card,
        "memory_vendor",
        survey.text(device + "mem_info_vram_vendor").orElse(""),
        "power_performance_level",
        survey.text(device + "power_dpm_force_performance_level").orElse(""),
        "unique_id",
        survey.text(device + "unique_id").orElse(""),
        "vendor",
        VENDOR);
    NUMBERS.forEach((file, spec) -> survey.addFile(spec, device + file, "card", card));
  }
}
