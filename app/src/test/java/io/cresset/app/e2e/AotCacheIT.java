package io.cresset.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.testkit.PeerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
