package io.cresset.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.testkit.Eventually;
import io.cresset.testkit.PeerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cache that the build's training run leaves beside the packaged program. */
class AotCacheIT {
  @TempDir private Path folder;

  @Test
  void theLaunchersStartUsesIt() throws Exception {
    assertThat(version("-Xlog:aot:stdout"))
        .as("the JVM takes the cache, its classes linked")
        .contains("Using AOT-linked classes: true")
        .contains("cresset 0.1.0");
  }

  /** What is not in it is read from a jar and verified, or spun by the JVM, which costs more. */
  @Test
  void aStartTakesNearlyAllClassesFromIt() throws Exception {
    Path classes = folder.resolve("classes");
    Path config = Files.writeString(folder.resolve("a.yaml"), "web: { listen: 127.0.0.1:0 }\n");
    Map<String, String> environment =
        Map.of(
            "CRESSET_JAVA_OPTS",
            "-Xlog:class+load=info:file=" + classes,
            "RUNTIME_DIRECTORY",
            folder.resolve("run").toString());
    try (PeerProcess process =
        PeerProcess.start(
            folder, environment, Program.command("run", "--config", config.toString()))) {
      Eventually.holds("it is ready", () -> process.output().contains("; page "));
      process.stop();
    }
    List<String> all = Files.readAllLines(classes);
    assertThat(all).hasSizeGreaterThan(2000);
    assertThat(all.stream().filter(line -> !line.contains("source: shared objects file")))
        .hasSizeLessThan(100);
  }

  @Test
  void oneThatIsOfNoUseIsNoNews() throws Exception {
    Path garbage = Files.writeString(folder.resolve("cresset.aot"), "of another JDK");
    assertThat(version("-XX:AOTCache=" + garbage).strip().lines()).hasSize(1);
  }

  private String version(String options) throws IOException, InterruptedException {
    try (PeerProcess process =
        PeerProcess.start(
            folder, Map.of("CRESSET_JAVA_OPTS", options), Program.command("version"))) {
      assertThat(process.process().waitFor(60, TimeUnit.SECONDS)).as("ends by itself").isTrue();
      assertThat(process.process().exitValue()).as(process.output()).isZero();
      return process.output();
    }
  }
}
