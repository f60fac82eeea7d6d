package io.cresset.app.e2e;

import io.cresset.testkit.ExporterPeer;
import io.cresset.testkit.Peers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A real node_exporter that runs the sub-collectors that a page of ours comes from. */
final class NodeExporter {
  private static final Pattern KNOWN = Pattern.compile("--\\[no-]collector\\.([a-z0-9_]+) ");
  private static final Pattern RAN =
      Pattern.compile("(?m)^node_scrape_collector_success\\{collector=\"([a-z0-9_]+)\"");

  private NodeExporter() {}

  /** The sub-collectors that ran for a page. */
  static Set<String> collectors(String page) {
    return groups(RAN, page);
  }

  private static Set<String> groups(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** All that the real one has, on or off. */
  static Set<String> known() throws IOException, InterruptedException {
    Process help =
        new ProcessBuilder(Peers.require("node_exporter").toString(), "--help")
            .redirectErrorStream(true)
            .start();
    String text = new String(help.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    help.waitFor();
    return groups(KNOWN, text);
  }

  /** With exactly these of its sub-collectors. */
  static ExporterPeer start(Path folder, Set<String> collectors, String... flags)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Peers.require("node_exporter").toString());
    command.add("--web.listen-address=127.0.0.1:0");
    command.add("--collector.disable-defaults");
    collectors.forEach(name -> command.add("--collector." + name));
    command.addAll(List.of(flags));
    return ExporterPeer.start(command, folder);
  }
}
