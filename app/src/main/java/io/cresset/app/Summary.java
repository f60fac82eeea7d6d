package io.cresset.app;

import io.cresset.core.config.CollectorEntry;
import io.cresset.core.config.CressetConfig;
import io.cresset.core.config.ExporterEntry;
import java.util.ArrayList;
import java.util.List;

/** What a reload did, in words. */
final class Summary {
  private Summary() {}

  /**
   * One line:
   *
   * <pre>
   * configuration loaded again: loki changed, syslog added, snmp/router gone; 3 as before
   * </pre>
   */
  static String of(Changes<ExporterEntry<?>> exporters, Changes<CollectorEntry<?>> collectors) {
    List<String> parts = new ArrayList<>();
    exporters.changed().forEach(entry -> parts.add(entry.component() + " changed"));
    collectors.changed().forEach(entry -> parts.add(entry.component() + " changed"));
    exporters.added().forEach(entry -> parts.add(entry.component() + " added"));
    collectors.added().forEach(entry -> parts.add(entry.component() + " added"));
    exporters.gone().forEach(component -> parts.add(component + " gone"));
    collectors.gone().forEach(component -> parts.add(component + " gone"));
    return "configuration loaded again: "
        + (parts.isEmpty() ? "nothing changed" : String.join(", ", parts))
        + "; "
        + (exporters.same() + collectors.same())
        + " as before";
  }

  /**
   * A line for each key that is another in the file and stays what it is in the program.
   *
   * @param kept whether anything is kept on disk
   */
  static List<String> untouched(
      CressetConfig.General now, CressetConfig.General next, boolean kept) {
    List<String> lines = new ArrayList<>();
    if (kept) {
      note(lines, "data", now.data(), next.data());
      note(lines, "buffer", now.buffer(), next.buffer());
    }
    note(lines, "web", now.web(), next.web());
    return lines;
  }

  private static void note(List<String> lines, String key, Object now, Object next) {
    if (!now.equals(next)) {
      lines.add(key + " is another now; restart the program to use it");
    }
  }
}
