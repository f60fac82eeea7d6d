package io.cresset.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.testkit.Eventually;
import io.cresset.testkit.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pods of a true node write 2,000 numbered lines a second each, on both streams, a hundredth of
 * them 20,000 bytes long, and end and are started again; the kubelet rotates and compresses their
 * logs every few seconds, and one pod is deleted. Cresset is killed five times meanwhile. Its log
 * has every line once.
 */
class KubernetesNodeIT {
  private static final int PODS = 5;
  private static final int RUNS = 3;
  private static final int LINES = 12_000;
  private static final int LONG_LINE_BYTES = 20_000;
  private static final int KILLS = 5;
  private static final String DELETED = "writer-deleted";
  private static final long LIMIT_NANOS = Duration.ofMinutes(5).toNanos();

  @TempDir Path folder;

  /**
   * A pod whose container writes its lines and ends, until it has done so often enough; then it
   * does nothing.
   */
  private static String pod(String name, int runs) {
    return """
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: %1$s, namespace: default }
    spec:
      terminationGracePeriodSeconds: 1
      volumes: [ { name: runs, emptyDir: {} } ]
      containers:
        - name: writer
          image: testbed.local/busybox:1
          imagePullPolicy: Never
          volumeMounts: [ { name: runs, mountPath: /runs } ]
          command:
            - sh
            - -c
            - |
              echo >> /runs/all
              if [ $(wc -l < /runs/all) -gt %2$d ]; then exec sleep 100000; fi
              exec awk -v lines=%3$d -v bytes=%4$d 'BEGIN {
                pad = sprintf("%%" bytes "s", ""); gsub(/ /, "x", pad)
                for (n = 0; n < lines; n++) {
                  line = "%1$s line " n
                  if (n %% 100 == 50) line = line " " substr(pad, 1, bytes - length(line) - 1)
                  if (n %% 10 == 0) print line > "/dev/stderr"; else print line
                  if (n %% 200 == 199) system("sleep 0.09")
                }
              }'
    """
        .formatted(name, runs, LINES, LONG_LINE_BYTES);
  }

  /** Every line of every run. */
  private static Map<String, BitSet> expected() {
    BitSet all = new BitSet();
    all.set(0, LINES);
    Map<String, BitSet> expected = new TreeMap<>();
    for (int pod = 1; pod < PODS; pod++) {
      for (int run = 0; run < RUNS; run++) {
        expected.put("writer-" + pod + "/" + run, all);
      }
    }
    expected.put(DELETED + "/0", all);
    return expected;
  }

  private static boolean hasCompressed() throws IOException {
    try (Stream<Path> all = Files.walk(Path.of("/var/log/pods"))) {
      return all.anyMatch(it -> it.toString().endsWith(".gz"));
    }
  }

  private static boolean hasWrittenAll() {
    String last = DELETED + " line " + (LINES - 1) + "\n";
    try (Stream<Path> all = Files.walk(Path.of("/var/log/pods"))) {
      for (Path log : all.filter(it -> it.toString().contains(DELETED)).toList()) {
        if (Files.isRegularFile(log)
            && !log.toString().endsWith("gz")
            && Files.readString(log, StandardCharsets.ISO_8859_1).contains(last)) {
          return true;
        }
      }
      return false;
    } catch (IOException | UncheckedIOException _) {
      // Renamed meanwhile.
      return false;
    }
  }

  @Test
  @SuppressWarnings("SystemOut") // What was seen is worth a line.
  void everyLineOfEveryPodIsThereOnce() throws Exception {
    Map<String, BitSet> expected = expected();
    long lines = (long) expected.size() * LINES;
    SplittableRandom dice = new SplittableRandom(7);
    // Nobody listens there: all stays in the log.
    String config =
        """
        data: %s
        web: { listen: 127.0.0.1:0 }
        collectors:
          containers: {}
        exporters:
          otlp: { url: "http://127.0.0.1:%d", signals: [logs] }
        """
            .formatted(folder.resolve("data"), FreePort.next());
    try (KubernetesNode node = new KubernetesNode(folder, "100Ki")) {
      Program program = Program.run(folder.resolve("0"), config);
      try {
        StringBuilder pods = new StringBuilder(pod(DELETED, 1));
        for (int pod = 1; pod < PODS; pod++) {
          pods.append(pod("writer-" + pod, RUNS));
        }
        String _ = node.kubectl(pods.toString(), "apply", "-f", "-");
        for (int kill = 1; kill <= KILLS; kill++) {
          Instant next = Instant.now().plusMillis(4000 + dice.nextInt(4000));
          Eventually.holds("time passes", () -> Instant.now().isAfter(next));
          program.kill();
          program = Program.run(folder.resolve("" + kill), config);
          if (kill == 2) {
            // All of its lines are written then, and not all of them read.
            Eventually.holds("a pod has written", LIMIT_NANOS, KubernetesNodeIT::hasWrittenAll);
            String _ = node.kubectl("", "delete", "pod", DELETED, "--wait=false");
          }
        }
        Program last = program;
        try {
          Eventually.holds(
              lines + " lines are in the log",
              LIMIT_NANOS,
              () -> Account.of(last, "otlp").offered() >= lines);
        } finally {
          assertThat(program.stop()).isZero();
          PodLines found = PodLines.in(folder.resolve("data/logs"), LONG_LINE_BYTES);
          System.out.printf(
              "a node's pods: %,d lines of %,d written, %,d of them long, %d doubled, %d strange%n",
              found.count(), lines, found.longLines(), found.doubled(), found.strange());
          assertThat(hasCompressed()).as("logs were rotated and compressed").isTrue();
          assertThat(found.numbers()).isEqualTo(expected);
          assertThat(found.doubled()).isZero();
          assertThat(found.strange()).isZero();
          assertThat(found.longLines()).isEqualTo(lines / 100);
        }
      } finally {
        program.close();
      }
    }
  }
}
