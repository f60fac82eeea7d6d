package io.cresset.collectors.node.hardware;

import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Host;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The names of devices as labels. Where there is no name, its number stands. */
final class PciLabels {
  private final List<String> paths;
  private final Consumer<String> warnings;
  private boolean warned;
  private Set<String> asked = Set.of();
  private Map<String, String> names = Map.of();

  PciLabels(Host host, Optional<Path> idsfile) {
    this.paths =
        idsfile
            .map(path -> List.of(path.toString()))
            .orElse(
                List.of(
                    host.root("usr/share/misc/pci.ids"), host.root("usr/share/hwdata/pci.ids")));
    this.warnings = host.warnings();
  }

  /** Reads the names of these devices, unless they are those of the last run. */
  void learn(List<PciDevice> devices) {
    Set<String> wanted = new HashSet<>();
    for (PciDevice device : devices) {
      wanted.add(vendor(device));
      wanted.add(model(device));
      wanted.add(subsystemVendor(device));
      wanted.add(subsystem(device));
      wanted.addAll(classes(device));
    }
    if (wanted.equals(asked)) {
      return;
    }
    // Megabytes that are read once, and whose buffer nobody needs after.
    SmallFiles files = new SmallFiles();
    Optional<Scan> file = Optional.empty();
    for (String path : paths) {
      file = file.or(() -> files.item(path));
    }
    if (file.isEmpty()) {
      if (!warned) {
        warnings.accept("pcidevice.names: there is none of " + String.join(", ", paths));
      }
      warned = true;
      return;
    }
    names = PciNames.read(file.get(), wanted);
    asked = wanted;
    warned = false;
  }

  /** Names and values in turn. */
  List<String> of(PciDevice device) {
    return List.of(
        "vendor_name", name(vendor(device)),
        "device_name", name(model(device)),
        "subsystem_vendor_name", name(subsystemVendor(device)),
        "subsystem_device_name", name(subsystem(device)),
        "class_name", className(device));
  }

  /** Of a name that is not there the last of its numbers. */
  private String name(String key) {
    return names.getOrDefault(key, key.substring(key.lastIndexOf(':') + 1));
  }

  private String className(PciDevice device) {
    for (String key : classes(device)) {
      String name = names.get(key);
      if (name != null) {
        return name;
      }
    }
    return "Unknown class (" + id(device, PciDevice.CLASS) + ")";
  }

  private static String vendor(PciDevice device) {
    return id(device, PciDevice.VENDOR);
  }

  private static String model(PciDevice device) {
    return vendor(device) + ":" + id(device, PciDevice.DEVICE);
  }

  private static String subsystemVendor(PciDevice device) {
    return id(device, PciDevice.SUBSYSTEM_VENDOR);
  }

  private static String subsystem(PciDevice device) {
    return model(device)
        + ":"
        + subsystemVendor(device)
        + ":"
        + id(device, PciDevice.SUBSYSTEM_DEVICE);
  }

  /** The most exact first: with its programming interface, with its subclass, alone. */
  private static List<String> classes(PciDevice device) {
    String id = id(device, PciDevice.CLASS);
    return id.length() == 6
        ? List.of("C" + id, "C" + id.substring(0, 4), "C" + id.substring(0, 2))
        : List.of();
  }

  private static String id(PciDevice device, int which) {
    return device.ids().get(which).replace("0x", "");
  }
}
