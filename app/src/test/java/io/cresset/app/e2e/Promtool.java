package io.cresset.app.e2e;

import io.cresset.testkit.Peers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What {@code promtool check metrics} says. */
final class Promtool {
  private Promtool() {}

  /** Its complaints about a page, each with the name of the metric. */
  static Set<String> complaints(String page) throws IOException, InterruptedException {
    Process promtool =
        new ProcessBuilder(Peers.require("promtool").toString(), "check", "metrics")
            .redirectErrorStream(true)
            .start();
    try (var in = promtool.outputWriter(StandardCharsets.UTF_8)) {
      in.write(page);
    }
    String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    promtool.waitFor();
    return output.lines().collect(Collectors.toCollection(TreeSet::new));
  }
}
