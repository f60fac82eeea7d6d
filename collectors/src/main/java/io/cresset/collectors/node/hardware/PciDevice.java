package io.cresset.collectors.node.hardware;

import io.cresset.collectors.node.source.Survey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which device stands at a place of the PCI bus.
 *
 * @param location segment, bus, device, function
 * @param parent the same of the bridge that it is behind; stars if there is none
 * @param ids class, vendor, device, vendor and device of the subsystem, revision, as {@code
 *     0x010802}; empty where the kernel does not tell
 */
record PciDevice(String folder, List<String> location, List<String> parent, List<String> ids) {
  static final int CLASS = 0;
  static final int VENDOR = 1;
  static final int DEVICE = 2;
  static final int SUBSYSTEM_VENDOR = 3;
  static final int SUBSYSTEM_DEVICE = 4;

  /** {@code 0000:01:00.0}; segments made by bridges have more digits. */
  private static final Pattern LOCATION =
      Pattern.compile("([0-9a-f]{4,8}):([0-9a-f]{2}):([0-9a-f]{2})\\.([0-7])");

  private static final List<String> NOWHERE = List.of("*", "*", "*", "*");

  private record Id(String file, String label, int digits) {}

  private static final List<Id> IDS =
      List.of(
          new Id("class", "class_id", 6),
          new Id("vendor", "vendor_id", 4),
          new Id("device", "device_id", 4),
          new Id("subsystem_vendor", "subsystem_vendor_id", 4),
          new Id("subsystem_device", "subsystem_device_id", 4),
          new Id("revision", "revision", 2));

  static Optional<List<String>> location(String name) {
    Matcher matcher = LOCATION.matcher(name);
    return matcher.matches()
        ? Optional.of(
            List.of(matcher.group(1), matcher.group(2), matcher.group(3), matcher.group(4)))
        : Optional.empty();
  }

  /** Empty if it was taken out meanwhile: each device has a class. */
  static Optional<PciDevice> read(String folder, List<String> location, Survey survey) {
    if (survey.text(folder + "/class").isEmpty()) {
      return Optional.empty();
    }
    List<String> ids = new ArrayList<>();
    for (Id id : IDS) {
      String path = folder + "/" + id.file;
      String text = survey.text(path).orElse("");
      String told = "";
      try {
        told =
            text.isEmpty()
                ? ""
                : "0x%0{}x".replace("{}", "" + id.digits).formatted(Long.decode(text));
      } catch (NumberFormatException e) {
        survey.problem(Survey.malformed(path, "'" + text + "' is not a number"));
      }
      ids.add(told);
    }
    return Optional.of(new PciDevice(folder, location, parent(folder), ids));
  }

  /** Below /sys/bus there are links; what they lead to stands below the device it is behind. */
  private static List<String> parent(String folder) {
    try {
      Path above = Path.of(folder).toRealPath().getParent();
      return location(above == null ? "" : String.valueOf(above.getFileName())).orElse(NOWHERE);
    } catch (IOException e) {
      return NOWHERE;
    }
  }

  /** Names and values in turn. */
  List<String> labels() {
    List<String> labels =
        new ArrayList<>(
            List.of(
                "segment", location.get(0),
                "bus", location.get(1),
                "device", location.get(2),
                "function", location.get(3),
                "parent_segment", parent.get(0),
                "parent_bus", parent.get(1),
                "parent_device", parent.get(2),
                "parent_function", parent.get(3)));
    for (int i = 0; i < ids.size(); i++) {
      labels.add(IDS.get(i).label);
      labels.add(ids.get(i));
    }
    return labels;
  }
}
