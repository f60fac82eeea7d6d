package io.cresset.collectors.node;

import io.cresset.testkit.ExporterPeer;
import io.cresset.testkit.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A node_exporter of the version that is the model. */
final class NodeExporterPeer {
  private static final Pattern COLLECTOR =
      Pattern.compile(
          "--\\[no-]collector\\.([a-z0-9_]+)\\s+Enable the [a-z0-9_]+ collector"
              + "\\s+\\(default:\\s+(enabled|disabled)\\)");

  private NodeExporterPeer() {}

  /** The collectors that it has, and whether they are on by default. */
  static Map<String, Boolean> collectors(Path folder) throws IOException, InterruptedException {
    Path help = folder.resolve("help");
    Process process =
        new ProcessBuilder(Peers.require("node_exporter").toString(), "--help")
            .redirectErrorStream(true)
            .redirectOutput(help.toFile())
            .start();
    if (!process.waitFor(1, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("node_exporter --help does not end");
    }
    return COLLECTOR
        .matcher(Files.readString(help))
        .results()
        .collect(
            Collectors.toMap(match -> match.group(1), match -> match.group(2).equals("enabled")));
  }

  /** With its defaults, and what else it is told. */
  static ExporterPeer start(Path folder, List<String> flags) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Peers.require("node_exporter").toString());
    command.add("--web.listen-address=127.0.0.1:0");
    command.add("--web.disable-exporter-metrics");
    command.addAll(flags);
    return ExporterPeer.start(command, folder);
  }
}
