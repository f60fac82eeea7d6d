package io.cresset.collectors.node;

import java.util.Map;
import java.util.TreeMap;

/** A page in Prometheus' text format, as a test reads it: no escapes are undone. */
record ScrapePage(Map<String, Family> families) {

  /**
   * @param series values by label text, {@code {cpu="0",mode="idle"}}
   */
  record Family(String type, String help, Map<String, Double> series) {}

  /** A family without anything if the page does not have it. */
  Family family(String name) {
    return families.getOrDefault(name, new Family("", "", Map.of()));
  }

  static ScrapePage parse(String text) {
    Map<String, String> help = new TreeMap<>();
    Map<String, Family> families = new TreeMap<>();
    for (String line : text.lines().toList()) {
      String[] words = line.split(" ", 4);
      if (line.startsWith("# HELP ")) {
        help.put(words[2], words[3]);
      } else if (line.startsWith("# TYPE ")) {
        families.put(
            words[2], new Family(words[3], help.getOrDefault(words[2], ""), new TreeMap<>()));
      } else {
        int brace = line.indexOf('{');
        int end = line.lastIndexOf(' ');
        String name = line.substring(0, brace < 0 ? end : brace);
        Family family = families.get(name);
        if (family == null) {
          throw new AssertionError("no TYPE before " + line);
        }
        family.series().put(line.substring(name.length(), end), value(line.substring(end + 1)));
      }
    }
    return new ScrapePage(families);
  }

  private static double value(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      case String number -> Double.parseDouble(number);
    };
  }
}
