package io.cresset.collectors.node.smart;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a disk is: {@code smartctl_device} with all labels that smartctl_exporter gives it, also
 * those that the disk's bus does not know.
 */
final class DeviceInfo {
  private static final Map<String, String> NOT_TOLD =
      Map.of("model_family", "unknown", "ata_additional_product_id", "unknown");

  private DeviceInfo() {}

  /**
   * @param told values by the names of labels
   */
  static Sample of(String device, Map<String, String> told) {
    List<String> labels = new ArrayList<>();
    for (String name : SmartMetrics.DEVICE.labelNames()) {
      if (!name.equals("device")) {
        labels.add(name);
        labels.add(told.getOrDefault(name, NOT_TOLD.getOrDefault(name, "")));
      }
    }
    return Sample.of(SmartMetrics.DEVICE, 1, device, labels.toArray(String[]::new));
  }
}
