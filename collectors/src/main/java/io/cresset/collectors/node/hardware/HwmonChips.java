package io.cresset.collectors.node.hardware;

import io.cresset.collectors.node.source.Survey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds labels for chips. The number in {@code hwmon3} changes with the order in which drivers are
 * loaded; where the chip's device sits does not. Chips that share a device are told apart by the
 * names that their drivers gave them, and only if those are equal too by their numbers.
 */
final class HwmonChips {

  /**
   * @param label tells this chip from all others
   * @param name readable, and perhaps that of other chips too; empty if the driver gives none
   */
  record Chip(String folder, String label, String name) {}

  private record Candidate(String folder, String base, String name) {}

  private HwmonChips() {}

  static List<Chip> of(String folder, List<String> names, Survey survey) {
    List<Candidate> candidates = new ArrayList<>();
    Map<String, Integer> byBase = new HashMap<>();
    Map<String, Integer> byBaseAndName = new HashMap<>();
    for (String each : names) {
      String at = folder + "/" + each;
      if (!Files.isDirectory(Path.of(at))) {
        continue;
      }
      String name = survey.text(at + "/name").map(HwmonChips::clean).orElse("");
      String base = ofDevice(at).orElse(name.isEmpty() ? clean(each) : name);
      candidates.add(new Candidate(at, base, name));
      byBase.merge(base, 1, Integer::sum);
      byBaseAndName.merge(base + ";" + name, 1, Integer::sum);
    }
    List<Chip> chips = new ArrayList<>();
    for (Candidate each : candidates) {
      String label = each.base;
      if (byBase.getOrDefault(each.base, 0) > 1) {
        boolean named =
            !each.name.isEmpty() && byBaseAndName.getOrDefault(each.base + ";" + each.name, 0) == 1;
        label += "_" + (named ? each.name : clean(each.folder.substring(folder.length() + 1)));
      }
      chips.add(new Chip(each.folder, label, each.name));
    }
    return chips;
  }

  /** The last two names of the device's path: {@code platform_coretemp_0}. */
  private static Optional<String> ofDevice(String at) {
    try {
      Path device = Path.of(at, "device").toRealPath();
      Path bus = device.getParent();
      String name = clean(String.valueOf(device.getFileName()));
      String type = bus == null ? "" : clean(String.valueOf(bus.getFileName()));
      if (name.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(type.isEmpty() ? name : type + "_" + name);
    } catch (IOException e) {
      // It has no device, as those that are thermal zones only.
      return Optional.empty();
    }
  }

  /** Lower case, without what a metric's name may not have. */
  static String clean(String text) {
    StringBuilder cleaned = new StringBuilder();
    for (char c : text.toLowerCase(Locale.ROOT).toCharArray()) {
      boolean allowed = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == ':' || c == '_';
      cleaned.append(allowed ? c : '_');
    }
    int first = 0;
    int last = cleaned.length();
    while (first < last && cleaned.charAt(first) == '_') {
      first++;
    }
    while (last > first && cleaned.charAt(last - 1) == '_') {
      last--;
    }
    return cleaned.substring(first, last);
  }
}
