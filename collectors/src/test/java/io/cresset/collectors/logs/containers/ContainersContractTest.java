package io.cresset.collectors.logs.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cresset.api.collect.CollectorFactory;
import io.cresset.api.collect.Discovery;
import io.cresset.testkit.CollectorContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainersContractTest implements CollectorContract<ContainersConfig> {
  @Override
  public CollectorFactory<ContainersConfig> factory() {
    return new ContainersFactory();
  }

  @Override
  public ContainersConfig workingConfig() {
    return new TestConfig(Path.of("/nowhere")).build();
  }

  @Test
  void whatCannotBeIsRefusedByItsKey() {
    TestConfig config = new TestConfig(Path.of("/nowhere"));
    assertThatThrownBy(() -> config.maxLineBytes(1024).build())
        .hasMessage("max_line_bytes is 1KiB; choose from 32KiB to 256KiB");
    assertThatThrownBy(() -> new TestConfig(Path.of("/nowhere")).namespaceRate(-1).build())
        .hasMessageStartingWith("max_namespace_lines_per_second is -1; choose from 0 to ");
  }

  @Test
  void aNodesLogsAreFound(@TempDir Path root) throws IOException {
    assertThat(factory().discover(root)).isEmpty();
    Files.createDirectories(root.resolve("var/lib/docker/containers"));
    assertThat(factory().discover(root))
        .extracting(Discovery::line)
        .containsExactly("containers: { root: /var/lib/docker/containers }");
    Files.createDirectories(root.resolve("var/log/pods"));
    assertThat(factory().discover(root))
        .extracting(Discovery::line)
        .containsExactly("containers: {}");
  }
}
