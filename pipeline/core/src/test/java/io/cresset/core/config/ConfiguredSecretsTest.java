package io.cresset.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.config.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfiguredSecretsTest {
  @TempDir Path dir;

  @Test
  void allAreFoundHoweverDeep() throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("cresset.yaml"),
            """
            collectors:
              snmp:
                - { name: a, target: x, auth: "${env:ONE}" }
                - { name: b, target: y }
            exporters:
              loki:
                - { name: c, url: "http://x", basic: { user: joe, password: "${env:TWO}" } }
                - { name: d, url: "http://y", headers: { X: y } }
            """);
    CressetConfig config =
        TestKinds.loader(Map.of("ONE", "first-secret", "TWO", "second-secret")).load(file);
    assertThat(ConfiguredSecrets.of(config))
        .extracting(Secret::reveal)
        .containsExactly("first-secret", "second-secret");
  }
}
