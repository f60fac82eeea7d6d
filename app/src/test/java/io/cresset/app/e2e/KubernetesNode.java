package io.cresset.app.e2e;

import io.cresset.testkit.Peers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/**
 * A true Kubernetes node on this machine: an API server, a kubelet, containerd. Its pods' logs lie
 * at the real {@code /var/log/pods}.
 */
final class KubernetesNode implements AutoCloseable {
  private final Path program = Peers.require("k8s-node");
  private final Path folder;

  /**
   * Starts it, or ends this test if this machine cannot have one.
   *
   * @param logMaxSize when the kubelet rotates a log, such as {@code 100Ki}
   */
  KubernetesNode(Path folder, String logMaxSize) {
    this.folder = folder;
    Ran possible = run(Map.of(), "", "possible");
    Assumptions.assumeTrue(possible.code() == 0, possible.output());
    check(run(Map.of("LOG_MAX_SIZE", logMaxSize), "", "up"));
  }

  private record Ran(int code, String output) {}

  /** What kubectl says, which must succeed. */
  String kubectl(String input, String... arguments) {
    List<String> all = new ArrayList<>(List.of("kubectl"));
    all.addAll(Arrays.asList(arguments));
    return check(run(Map.of(), input, all.toArray(String[]::new)));
  }

  private static String check(Ran ran) {
    if (ran.code() != 0) {
      throw new AssertionError(ran.output());
    }
    return ran.output();
  }

  private Ran run(Map<String, String> environment, String input, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(Arrays.asList(arguments));
    try {
      // Not by a pipe, which what it starts would hold open.
      Path output = Files.createTempFile(folder, "k8s-node", ".log");
      Path stdin = Files.writeString(Files.createTempFile(folder, "k8s-node", ".in"), input);
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(stdin.toFile())
              .redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      int code = builder.start().waitFor();
      return new Ran(code, Files.readString(output, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    check(run(Map.of(), "", "down"));
  }
}
