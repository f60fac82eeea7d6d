package io.cresset.collectors.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * This machine beside a real node_exporter: by default, and with all that is off by default and can
 * be read here. What differs stands in tables of this module's RATIONALE.md, and nothing else does.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NodeExporterParityTest {
  private static final Path RATIONALE = Path.of("RATIONALE.md");
  private static final Path CASES = Path.of("src/test/resources/cases/node").toAbsolutePath();

  /** A line of a table: {@code | `node_time_seconds` | why |}. */
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\| ");

  /** What both are told besides which collectors to run. */
  private static Map<String, String> options(LocalServices services) {
    return Map.ofEntries(
        Map.entry("stat.softirq", "true"),
        Map.entry("cpu.guest", "false"),
        Map.entry("cpu.info", "true"),
        Map.entry("filesystem.stat_workers", "8"),
        Map.entry("netdev.address_info", "true"),
        Map.entry("ntp.server_port", "" + services.timePort()),
        Map.entry("pcidevice.names", "true"),
        Map.entry("runit.servicedir", services.services().toString()),
        Map.entry("supervisord.url", services.supervisordUrl()),
        Map.entry("sysctl.include", "net.ipv4.tcp_rmem"),
        Map.entry("sysctl.include_info", "kernel.seccomp.actions_avail"));
  }

  /** Other ways to ask for the same. */
  private static final Map<String, String> OTHERWISE =
      Map.of(
          "arp.netlink", "false",
          "netclass.netlink", "true",
          "netdev.enable_detailed_metrics", "true",
          "netdev.label_ifalias", "true");

  @TempDir Path folder;
  private Set<String> known = Set.of();

  @BeforeAll
  void ask(@TempDir Path other) throws Exception {
    known = NodeExporterPeer.collectors(other).keySet();
  }

  private List<String> ids(boolean byDefault) {
    return Arrays.stream(NodePart.values())
        .filter(part -> part.byDefault() == byDefault)
        .map(NodePart::id)
        .filter(known::contains)
        .toList();
  }

  /** What is here and not in the model has nothing to be compared with. */
  private List<String> own() {
    return Arrays.stream(NodePart.values())
        .map(NodePart::id)
        .filter(id -> !known.contains(id))
        .toList();
  }

  private List<String> flags() {
    List<String> flags = new ArrayList<>();
    Set<String> missing = new TreeSet<>(known);
    Arrays.stream(NodePart.values()).map(NodePart::id).forEach(missing::remove);
    missing.forEach(id -> flags.add("--no-collector." + id));
    return flags;
  }

  private static Set<String> rows(String heading) throws IOException {
    String text = Files.readString(RATIONALE);
    int from = text.indexOf(heading);
    assertThat(from).as(heading).isNotNegative();
    int next = text.indexOf("\n#", from + heading.length());
    String section = text.substring(from, next < 0 ? text.length() : next);
    return ROW.matcher(section)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * @param headings of tables that explain more differences
   */
  private static void check(SideBySide both, String... headings) throws IOException {
    Map<String, String> differences = both.differences();
    Set<String> explained = rows("### Where node differs from node_exporter");
    for (String heading : headings) {
      explained.addAll(rows(heading));
    }
    explained.addAll(rows("### Where it may"));
    assertThat(differences.keySet())
        .as(differences.toString())
        .isSubsetOf(explained)
        .containsAll(rows("### Where node differs from node_exporter"));
  }

  @Test
  void byDefaultNothingElseDiffers() throws Exception {
    check(SideBySide.read(folder, TestNodeConfig.here().disabling(own()).build(), flags()));
  }

  @Test
  void withEverythingNothingElseDiffers() throws Exception {
    TestNodeConfig config = TestNodeConfig.here().disabling(own()).enabling(ids(false));
    List<String> flags = new ArrayList<>(flags());
    ids(false).forEach(id -> flags.add("--collector." + id));
    try (LocalServices services = LocalServices.start(CASES)) {
      tell(options(services), config, flags);
      SideBySide both = SideBySide.read(folder, config.build(), flags);
      // Whoever is not heard has nothing that could differ.
      assertThat(both.ours().families())
          .containsKeys("node_ntp_stratum", "node_service_state", "node_supervisord_up");
      check(both);
    }
  }

  @Test
  void askedOtherwiseNothingElseDiffers() throws Exception {
    TestNodeConfig config = TestNodeConfig.here().disabling(own());
    List<String> flags = new ArrayList<>(flags());
    tell(OTHERWISE, config, flags);
    check(SideBySide.read(folder, config.build(), flags), "### And where netclass asks by netlink");
  }

  private static void tell(Map<String, String> options, TestNodeConfig config, List<String> flags) {
    options.forEach(
        (key, value) -> {
          config.with(key, value);
          String flag = "collector." + key.replace('_', '-');
          flags.add(
              value.equals("true")
                  ? "--" + flag
                  : value.equals("false") ? "--no-" + flag : "--" + flag + "=" + value);
        });
  }
}
