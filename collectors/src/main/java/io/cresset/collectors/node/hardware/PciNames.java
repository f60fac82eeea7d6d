package io.cresset.collectors.node.hardware;

import io.cresset.collectors.linux.Scan;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Names of a pci.ids file: vendors at the beginning of a line, their devices behind a tab, and
 * behind two tabs the subsystems of those; classes so too, from their line with a {@code C} on.
 *
 * <pre>
 * 8086  Intel Corporation
 * 	1533  I210 Gigabit Network Connection
 * 		103c 0003  Ethernet I210-T1 GbE NIC
 * C 01  Mass storage controller
 * 	08  Non-Volatile memory controller
 * 		02  NVM Express
 * </pre>
 *
 * Keys are {@code 8086}, {@code 8086:1533}, {@code 8086:1533:103c:0003}, {@code C01}, {@code
 * C0108}, {@code C010802}.
 */
final class PciNames {
  private PciNames() {}

  /** Of tens of thousands of names those that are wanted. */
  static Map<String, String> read(Scan in, Set<String> wanted) {
    Map<String, String> names = new HashMap<>();
    String top = "";
    String middle = "";
    while (in.nextLine()) {
      String line = in.line();
      int gap = line.indexOf("  ");
      if (gap < 0 || line.startsWith("#")) {
        continue;
      }
      boolean deepest = line.startsWith("\t\t");
      boolean below = line.startsWith("\t");
      String id = line.substring(deepest ? 2 : below ? 1 : 0, gap);
      String key;
      if (deepest) {
        key = join(middle, id);
      } else if (below) {
        key = join(top, id);
        middle = key;
      } else {
        key = id.startsWith("C ") ? "C" + id.substring(2) : id;
        top = key;
        middle = "";
      }
      if (wanted.contains(key)) {
        names.put(key, line.substring(gap).strip());
      }
    }
    return names;
  }

  private static String join(String above, String id) {
    return above.startsWith("C") ? above + id : above + ":" + id.replace(' ', ':');
  }
}
