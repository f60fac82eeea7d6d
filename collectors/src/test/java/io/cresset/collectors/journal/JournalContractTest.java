package io.cresset.collectors.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.CollectorFactory;
import io.cresset.api.collect.Discovery;
import io.cresset.testkit.CollectorContract;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalContractTest implements CollectorContract<JournalConfig> {
  @Override
  public CollectorFactory<JournalConfig> factory() {
    return new JournalFactory();
  }

  @Override
  public JournalConfig workingConfig() {
    return Reading.config(Path.of("/nowhere/log/journal"));
  }

  @Test
  void aMachineWithAJournalIsDiscovered(@TempDir Path root) throws Exception {
    assertThat(factory().discover(root)).isEmpty();
    Path journal = Files.createDirectories(root.resolve("run/log/journal"));
    assertThat(factory().discover(root))
        .containsExactly(new Discovery(journal + ", systemd's journal", "journal: {}"));
  }
}
