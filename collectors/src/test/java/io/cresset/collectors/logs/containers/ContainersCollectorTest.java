package io.cresset.collectors.logs.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.Collector;
import io.cresset.api.collect.Excerpt;
import io.cresset.api.model.LogPieces;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Value;
import io.cresset.testkit.CollectorHarness;
import io.cresset.testkit.Eventually;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The collector on real files, treated as a kubelet, a runtime and Docker treat them. */
class ContainersCollectorTest {
  @TempDir Path root;

  private static void await(Node node, int records) {
    Eventually.holds(records + " records", () -> node.records().size() >= records);
  }

  private static List<String> numbered(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "line " + i).toList();
  }

  private static void write(Path log, int from, int to) {
    Node.write(log, numbered(from, to).stream().map(Node::out).toArray(String[]::new));
  }

  @Test
  void aPodsLinesHaveItsNames() {
    try (Node node = new Node(root).start()) {
      Node.write(
          node.log("web-0", "web", 3),
          "2026-01-02T03:04:05.123456789Z stdout F hello",
          "2026-01-02T03:04:06Z stderr P oh ",
          "2026-01-02T03:04:07Z stderr F no");
      await(node, 2);
      ResourceLogs about = node.logs().getFirst();
      assertThat(about.resource())
          .isEqualTo(
              Resource.of(
                  node.harness().resource().attributes().toBuilder()
                      .put("k8s.namespace.name", "shop")
                      .put("k8s.pod.name", "web-0")
                      .put("k8s.pod.uid", "uid-web-0")
                      .put("k8s.container.name", "web")
                      .put("k8s.container.restart_count", 3)
                      .build()));
      LogRecord first = node.records().getFirst();
      assertThat(first.body()).hasToString("hello");
      assertThat(first.timeUnixNanos()).isEqualTo(1_767_323_045_123_456_789L);
      assertThat(first.attributes()).hasToString("{log.iostream=stdout}");
      LogRecord second = node.records().getLast();
      assertThat(second.body()).hasToString("oh no");
      assertThat(second.timeUnixNanos()).isEqualTo(1_767_323_046_000_000_000L);
      assertThat(second.attributes()).hasToString("{log.iostream=stderr}");
    }
  }

  @Test
  void dockersContainersHaveTheirNameAndImage() throws Exception {
    String id = "0123456789abcdef".repeat(4);
    Path folder = Files.createDirectories(root.resolve(id));
    Files.writeString(
        folder.resolve("config.v2.json"),
        """
        {"Config":{"Image":"registry.example:5000/web:1.29","Labels":{}},"Name":"/shop-web-1"}\
        """);
    Path log = folder.resolve(id + "-json.log");
    Node.write(
        Path.of(log + ".1"),
        """
        {"log":"one ","stream":"stdout","time":"2026-01-02T03:04:05Z"}\
        """);
    Node.write(
        log,
        """
        {"log":"line\\n","stream":"stdout","time":"2026-01-02T03:04:06Z"}\
        """,
        "{\"log\":\"torn");
    try (Node node = new Node(root).start()) {
      await(node, 2);
      Map<String, String> names = new TreeMap<>();
      node.logs()
          .getFirst()
          .resource()
          .attributes()
          .forEach((key, value) -> names.put(key, value.toString()));
      assertThat(names)
          .containsEntry("container.id", id)
          .containsEntry("container.name", "shop-web-1")
          .containsEntry("container.image.name", "registry.example:5000/web")
          .doesNotContainKey("k8s.pod.name");
      assertThat(node.records())
          .extracting(LogRecord::body)
          .containsExactly(Value.of("one line"), Value.of("{\"log\":\"torn"));
      assertThat(node.records().getLast().attributes().get(LineParser.PARSE_ERROR)).isPresent();
      assertThat(counter(node, "cresset_containers_unread_lines_total")).isEqualTo(1);
    }
  }

  private static double counter(Node node, String name) {
    try {
      node.harness().runAll();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
    double sum = 0;
    for (var family : node.harness().families()) {
      if (family.spec().name().equals(name)) {
        // The newest counts.
        sum = family.points().stream().mapToDouble(it -> ((NumberPoint) it).value()).sum();
      }
    }
    return sum;
  }

  /** 64 parts of 16 KiB, the other stream in between, a rotation inside, a crash at every point. */
  @Test
  void aMebibyteInPartsSurvivesARestartAtEveryPoint() {
    Node node = new Node(root);
    try (node) {
      Path log = node.log("web-0", "web", 0);
      byte[] line = new byte[1 << 20];
      for (int i = 0; i < line.length; i++) {
        line[i] = (byte) ('a' + (i * 31 + i / 16384) % 26);
      }
      for (int part = 0; part < 64; part++) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String tag = part == 63 ? "F" : "P";
        out.writeBytes(
            ("2026-01-02T03:04:05Z stdout " + tag + " ").getBytes(StandardCharsets.UTF_8));
        out.write(line, part * 16384, 16384);
        out.writeBytes(
            ("\n2026-01-02T03:04:06Z stderr F other " + part + "\n")
                .getBytes(StandardCharsets.UTF_8));
        Node.append(log, out.toByteArray());
        if (part == 40) {
          Path _ = node.rotate(log);
        }
      }
      node.start();
      await(node, 68);
      int batches = node.batches().size();
      assertMebibyte(node, line);
      assertThat(batches).isGreaterThan(3);
      for (int point = 0; point <= batches; point++) {
        node.kill(0);
        node.forget();
        node.start();
        await(node, 68);
        node.kill(point);
        node.start();
        await(node, 68);
        assertMebibyte(node, line);
      }
    }
  }

  private static void assertMebibyte(Node node, byte[] line) {
    StringBuilder joined = new StringBuilder();
    List<String> others = new ArrayList<>();
    long piece = 0;
    for (LogRecord record : node.records()) {
      if (record.attributes().get(LogPieces.NUMBER).isPresent()) {
        piece++;
        assertThat(record.attributes().get(LogPieces.NUMBER)).contains(Value.of(piece));
        joined.append(record.body());
      } else {
        others.add(record.body().toString());
      }
    }
    assertThat(piece).isEqualTo(4);
    assertThat(joined).hasToString(new String(line, StandardCharsets.UTF_8));
    assertThat(others)
        .containsExactlyElementsOf(IntStream.range(0, 64).mapToObj(i -> "other " + i).toList());
  }

  /** Down during three rotations: of the oldest only its .gz is left. */
  @Test
  void nothingIsLostWhileItIsDownAndLogsAreRotatedAndCompressed() {
    try (Node node = new Node(root)) {
      Path log = node.log("web-0", "web", 0);
      write(log, 0, 100);
      node.start();
      await(node, 100);
      write(log, 100, 150);
      await(node, 150);
      node.stop();
      for (int rotation = 0; rotation < 3; rotation++) {
        write(log, 150 + 50 * rotation, 200 + 50 * rotation);
        Path _ = node.rotate(log);
      }
      write(log, 300, 310);
      assertThat(log.resolveSibling("0.log.20260102-000001.gz")).exists();
      node.start();
      await(node, 310);
      assertThat(node.lines()).containsOnlyKeys("web-0/web/0");
      assertThat(node.lines().get("web-0/web/0")).isEqualTo(numbered(0, 310));
      node.stop();
      Path _ = node.rotate(log);
      write(log, 310, 320);
      node.start();
      await(node, 320);
      assertThat(node.lines().get("web-0/web/0")).isEqualTo(numbered(0, 320));
    }
  }

  @Test
  void aRestartedContainerEndsTheLineOfTheOneBefore() {
    try (Node node = new Node(root).start()) {
      Node.write(
          node.log("web-0", "web", 0),
          Node.out("whole"),
          "2026-01-02T03:04:05Z stdout P killed whi");
      await(node, 1);
      write(node.log("web-0", "web", 1), 0, 1);
      await(node, 3);
      assertThat(node.lines())
          .containsEntry("web-0/web/0", List.of("whole", "killed whi"))
          .containsEntry("web-0/web/1", List.of("line 0"));
    }
  }

  /** In whatever order they are found: to Loki all restarts of a container are one stream. */
  @Test
  void restartsThatAreThereAlreadyAreReadOneAfterTheOther() {
    int pods = 30;
    int lines = 3000;
    try (Node node = new Node(root)) {
      for (int pod = 0; pod < pods; pod++) {
        for (int restart = 3; restart <= 5; restart++) {
          Path log = node.log("web-" + pod, "web", restart);
          write(log, 0, lines);
          Node.write(log, "2026-01-02T03:04:05Z stderr P killed whi");
        }
      }
      node.start();
      // The last restart has not ended.
      await(node, pods * (3 * lines + 2));
      List<String> expected = new ArrayList<>(numbered(0, lines));
      expected.add("killed whi");
      Map<String, Long> newest = new TreeMap<>();
      for (ResourceLogs about : node.logs()) {
        String pod = about.resource().attributes().get("k8s.pod.name").orElseThrow().toString();
        long restart =
            ((Value.Int)
                    about.resource().attributes().get("k8s.container.restart_count").orElseThrow())
                .value();
        assertThat(restart).as(pod).isGreaterThanOrEqualTo(newest.getOrDefault(pod, 0L));
        newest.put(pod, restart);
      }
      node.lines()
          .forEach(
              (name, all) ->
                  assertThat(all)
                      .as(name)
                      .isEqualTo(name.endsWith("/5") ? numbered(0, lines) : expected));
    }
  }

  /**
   * 200 pods that live half a second, and are deleted with their folders. On a machine that is too
   * busy to run the collector at all for so long they live until it has had its turn, which lines
   * of another pod show that were written after theirs.
   */
  @Test
  void podsThatLiveForHalfASecondAreReadWhole() {
    int pods = 200;
    int lines = 20;
    int atOnce = 50;
    try (Node node = new Node(root).start()) {
      RealTime time = new RealTime();
      Path other = node.log("other", "job", 0);
      for (int first = 0; first < pods; first += atOnce) {
        long born = time.monotonicNanos();
        for (int pod = first; pod < first + atOnce; pod++) {
          Path log = node.log("short-" + pod, "job", 0);
          write(log, 0, lines / 2);
          write(log, lines / 2, lines);
          Node.append(
              log, "2026-01-02T03:04:05Z stdout P last words".getBytes(StandardCharsets.UTF_8));
        }
        String mark = "all until " + first;
        Node.write(other, Node.out(mark));
        Eventually.holds(
            "half a second has passed",
            () -> time.monotonicNanos() - born > 500_000_000L && has(node, mark));
        for (int pod = first; pod < first + atOnce; pod++) {
          Node.delete(root.resolve("shop_short-" + pod + "_uid-short-" + pod));
        }
      }
      await(node, pods / atOnce + pods * (lines + 1));
      List<String> expected = new ArrayList<>(numbered(0, lines));
      expected.add("last words");
      Map<String, List<String>> found = node.lines();
      assertThat(found.remove("other/job/0")).hasSize(pods / atOnce);
      assertThat(found).hasSize(pods).allSatisfy((_, all) -> assertThat(all).isEqualTo(expected));
    }
  }

  private static boolean has(Node node, String body) {
    return node.records().stream().anyMatch(it -> it.body().toString().equals(body));
  }

  @Test
  void aPodThatIsDeletedWhileItIsReadIsReadToItsEnd() {
    int lines = 200_000;
    try (Node node = new Node(root)) {
      Path log = node.log("web-0", "web", 0);
      write(log, 0, lines);
      node.start();
      await(node, 1);
      Node.delete(root.resolve("shop_web-0_uid-web-0"));
      await(node, lines);
      assertThat(node.lines().get("web-0/web/0")).isEqualTo(numbered(0, lines));
    }
  }

  @Test
  void aNamespaceThatScreamsIsHeldToItsRateAndCounted() {
    try (Node node = new Node(root, config -> config.namespaceRate(10)).start()) {
      write(node.log("web-0", "web", 0), 0, 1000);
      await(node, 10);
      Eventually.holds(
          "all are counted",
          () ->
              node.records().size() + counter(node, "cresset_containers_rate_limited_lines_total")
                  == 1000);
      assertThat(node.records().size()).isLessThan(200);
      assertThat(node.harness().dropped().get(NamespaceRates.REASON))
          .isEqualTo(1000L - node.records().size());
      assertThat(node.harness().logLines())
          .anyMatch(it -> it.startsWith("WARNING namespace shop writes more than "));
    }
  }

  /** {@code cresset collect containers --since 10m}: what there is, and no more. */
  @Test
  void anExcerptHasWhatIsNotOlderAndEnds() {
    try (CollectorHarness harness = new CollectorHarness("containers", new RealTime())) {
      Path log = root.resolve("shop_web-0_uid/web/0.log");
      Node.write(
          log,
          "2020-01-02T03:04:05Z stdout P too",
          "2020-01-02T03:04:05Z stdout F  old",
          "2026-01-02T03:04:05Z stdout F just now",
          "2026-01-02T03:04:06Z stderr P not end");
      harness.look(new Excerpt(Instant.parse("2026-01-02T03:00:00Z")));
      Collector collector = new ContainersFactory().create(new TestConfig(root).build(), harness);
      harness.start(collector);
      Eventually.holds("it ends by itself", () -> !harness.isListening());
      assertThat(harness.records())
          .extracting(it -> it.body().toString())
          .containsExactlyInAnyOrder("just now", "not end");
      collector.close();
    }
  }

  @Test
  void atTheEndMeansWhatIsWrittenFromNowOn() {
    try (Node node = new Node(root, TestConfig::fromEnd)) {
      Path log = node.log("web-0", "web", 0);
      write(log, 0, 100);
      node.start();
      Eventually.holds(
          "the end is known",
          () -> node.batches().stream().anyMatch(it -> !it.positions().isEmpty()));
      write(log, 100, 110);
      write(node.log("new-0", "web", 0), 0, 5);
      await(node, 15);
      assertThat(node.lines())
          .containsEntry("web-0/web/0", numbered(100, 110))
          .containsEntry("new-0/web/0", numbered(0, 5));
    }
  }
}
