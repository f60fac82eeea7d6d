package io.cresset.collectors.logs.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.LogPieces;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Value;
import io.cresset.testkit.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many containers at once, each in the middle of a long line: memory for them is limited. */
class PartialLinesTest {
  private static final int CONTAINERS = 60;
  private static final int PARTS = 15;
  private static final int LIMIT_BYTES = 1 << 20;
  private static final String PART = "x".repeat(16 * 1024);

  @TempDir Path root;

  private static double value(Node node, String name) {
    try {
      node.harness().runAll();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    double value = 0;
    for (var family : node.harness().families()) {
      if (family.spec().name().equals(name)) {
        value = family.points().stream().mapToDouble(it -> ((NumberPoint) it).value()).sum();
      }
    }
    return value;
  }

  private static Map<String, StringBuilder> joined(Node node) {
    Map<String, StringBuilder> joined = new TreeMap<>();
    for (ResourceLogs about : node.logs()) {
      String pod = about.resource().attributes().get("k8s.pod.name").orElseThrow().toString();
      for (LogRecord record : about.records()) {
        joined.computeIfAbsent(pod, _ -> new StringBuilder()).append(record.body());
      }
    }
    return joined;
  }

  @Test
  void theLongestGoOutInPieces() {
    try (Node node = new Node(root, config -> config.maxPartialBytes(LIMIT_BYTES)).start()) {
      for (int i = 0; i < CONTAINERS; i++) {
        Path log = node.log("web-" + i, "web", 0);
        for (int part = 0; part < PARTS; part++) {
          Node.write(log, "2026-01-02T03:04:05Z stdout P " + PART);
        }
      }
      long all = (long) CONTAINERS * PARTS * PART.length();
      Eventually.holds(
          "all are read", () -> value(node, "cresset_containers_read_bytes_total") > all);
      Eventually.holds(
          "what is held is counted",
          () -> {
            double held = value(node, "cresset_containers_partial_bytes");
            return held > 0 && held <= LIMIT_BYTES;
          });
      assertThat(value(node, "cresset_containers_limit_reached_total")).isPositive();
      for (int i = 0; i < CONTAINERS; i++) {
        Node.write(node.log("web-" + i, "web", 0), "2026-01-02T03:04:06Z stdout F end");
      }
      Eventually.holds(
          "all lines are whole",
          () ->
              joined(node).size() == CONTAINERS
                  && joined(node).values().stream().allMatch(it -> it.toString().endsWith("end")));
      String line = PART.repeat(PARTS) + "end";
      assertThat(joined(node).values()).allMatch(it -> it.toString().equals(line));
      Eventually.holds(
          "nothing is held", () -> value(node, "cresset_containers_partial_bytes") == 0);
    }
  }

  /** The pieces are numbered through, though nothing is left of the file with the first ones. */
  @Test
  void aLineGoesOnInTheNextFileWhenTheFirstIsGone() throws Exception {
    try (Node node = new Node(root, config -> config.maxLineBytes(32 * 1024))) {
      Path log = node.log("web-0", "web", 0);
      Node.write(log, "2026-01-02T03:04:05Z stdout P " + "x".repeat(60_000));
      Node _ = node.start();
      Eventually.holds("two pieces", () -> node.records().size() == 2);
      Node _ = node.stop();
      Files.delete(log);
      Node.write(log, "2026-01-02T03:04:06Z stdout F end", "2026-01-02T03:04:07Z stdout F next");
      Node _ = node.start();
      Eventually.holds("the rest, and a line", () -> node.records().size() == 4);
      assertThat(node.records())
          .extracting(it -> it.attributes().get(LogPieces.NUMBER).map(Value::toString).orElse(""))
          .containsExactly("Int[value=1]", "Int[value=2]", "Int[value=3]", "");
    }
  }

  private Node atTheEndOf(String... lines) {
    Node node = new Node(root, TestConfig::fromEnd);
    Node.write(node.log("web-0", "web", 0), lines);
    Node _ = node.start();
    Eventually.holds(
        "the end is known",
        () -> node.batches().stream().anyMatch(it -> !it.positions().isEmpty()));
    return node;
  }

  @Test
  void atTheEndALineThatIsUnderWayComesWhole() {
    try (Node node =
        atTheEndOf(
            "2026-01-02T03:04:05Z stdout F old",
            "2026-01-02T03:04:05Z stderr P first ",
            "2026-01-02T03:04:05Z stderr P second ",
            "2026-01-02T03:04:05Z stdout F old too")) {
      Path log = node.log("web-0", "web", 0);
      Node.write(log, "2026-01-02T03:04:06Z stdout F new", "2026-01-02T03:04:06Z stderr F third");
      Eventually.holds("both are there", () -> node.records().size() == 2);
      assertThat(node.records())
          .extracting(it -> it.body().toString())
          .containsExactly("new", "first second third");
      assertThat(node.records()).allMatch(it -> it.attributes().get(LogPieces.NUMBER).isEmpty());
    }
  }

  /** How it begins is further back than is looked. */
  @Test
  void atTheEndTheRestOfAVeryLongLineIsMarked() {
    String[] parts = new String[40];
    Arrays.fill(parts, "2026-01-02T03:04:05Z stdout P " + PART);
    try (Node node = atTheEndOf(parts)) {
      Path log = node.log("web-0", "web", 0);
      Node.write(log, "2026-01-02T03:04:06Z stdout F rest", "2026-01-02T03:04:06Z stdout F new");
      Eventually.holds("both are there", () -> node.records().size() == 2);
      assertThat(node.records())
          .extracting(it -> it.body().toString())
          .containsExactly("rest", "new");
      assertThat(node.records())
          .extracting(it -> it.attributes().get(LogPieces.NUMBER).map(Value::toString).orElse(""))
          .containsExactly("Int[value=2]", "");
    }
  }
}
