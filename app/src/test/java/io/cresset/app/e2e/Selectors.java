package io.cresset.app.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads {@code dashboards/selectors.txt}: what dashboards and rules ask for, by who asks. */
final class Selectors {
  private Selectors() {}

  static Map<String, List<String>> read() throws IOException {
    Map<String, List<String>> selectors = new LinkedHashMap<>();
    String asker = "";
    try (InputStream file =
        Objects.requireNonNull(Selectors.class.getResourceAsStream("/dashboards/selectors.txt"))) {
      for (String line : new String(file.readAllBytes(), UTF_8).split("\n", -1)) {
        if (line.startsWith("[")) {
          asker = line.substring(1, line.length() - 1);
        } else if (!line.isEmpty() && !line.startsWith("#")) {
          selectors.computeIfAbsent(asker, _ -> new ArrayList<>()).add(line);
        }
      }
    }
    return selectors;
  }

  /** The same with one more condition. */
  static String with(String selector, String condition) {
    return selector.endsWith("}")
        ? selector.substring(0, selector.length() - 1) + "," + condition + "}"
        : selector + "{" + condition + "}";
  }
}
