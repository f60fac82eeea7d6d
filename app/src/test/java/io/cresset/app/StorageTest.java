package io.cresset.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.config.DataSize;
import io.cresset.api.config.SocketAddressSpec;
import io.cresset.api.model.Signal;
import io.cresset.core.config.CressetConfig;
import io.cresset.core.log.DurableLog;
import io.cresset.core.log.LogStatus;
import io.cresset.core.runtime.SystemTime;
import io.cresset.testkit.RecordingLogger;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageTest {
  @TempDir Path dir;
  private final RecordingLogger logger = new RecordingLogger();

  @Test
  void nobodyWantsAnythingSoNothingIsMade() throws CannotStart {
    try (Storage storage = open(Set.of())) {
      assertThat(storage.folder()).isEmpty();
      assertThat(storage.logs()).isEmpty();
    }
    assertThat(dir.resolve("data")).doesNotExist();
  }

  @Test
  void eachSignalHasAFolderOfItsOwn() throws CannotStart {
    try (Storage storage = open(Set.of(Signal.LOGS, Signal.METRICS))) {
      assertThat(storage.log(Signal.LOGS).signal()).isEqualTo(Signal.LOGS);
      assertThat(storage.log(Signal.METRICS).signal()).isEqualTo(Signal.METRICS);
    }
    assertThat(dir.resolve("data/logs")).isDirectory();
    assertThat(dir.resolve("data/metrics")).isDirectory();
  }

  @Test
  void aSinkThatWentIsForgottenAndItsRecordsAreSaid() throws CannotStart {
    try (Storage storage = open(Set.of(Signal.LOGS))) {
      DurableLog log = storage.log(Signal.LOGS);
      assertThat(log.feed("loki/old")).isNotNull();
      assertThat(log.feed("loki/new")).isNotNull();
      storage.forgetAllBut(log, List.of("loki/new"));
      assertThat(log.status().sinks())
          .extracting(LogStatus.SinkStatus::sink)
          .containsExactly("loki/new");
    }
    assertThat(logger.lines())
        .contains(
            "WARNING loki/old is no longer configured: 0 log records that waited for it are given"
                + " up");
  }

  private Storage open(Set<Signal> signals) throws CannotStart {
    CressetConfig.LogSize size = new CressetConfig.LogSize(DataSize.parse("1MiB"));
    CressetConfig.General general =
        new CressetConfig.General(
            Optional.of(dir.resolve("data")),
            new CressetConfig.Buffer(size, size),
            Map.of(),
            new CressetConfig.Web(SocketAddressSpec.parse("127.0.0.1:0")));
    Storage storage = new Storage(general, Map.of(), new SystemTime(), logger);
    assertThat(storage.require(signals)).hasSize(signals.size());
    assertThat(storage.require(signals)).isEmpty();
    return storage;
  }
}
