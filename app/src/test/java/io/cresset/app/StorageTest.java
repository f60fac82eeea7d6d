package io.cresset.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cresset.api.config.DataSize;
import io.cresset.api.config.SocketAddressSpec;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Signal;
import io.cresset.core.config.CressetConfig;
import io.cresset.core.log.DurableLog;
import io.cresset.core.log.LogStatus;
import io.cresset.core.runtime.SystemTime;
import io.cresset.testkit.RecordingLogger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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
  void inMemoryNoRecordIsWrittenToTheFolder() throws Exception {
    CressetConfig.LogSize size = new CressetConfig.LogSize(Optional.empty());
    CressetConfig.General general =
        new CressetConfig.General(
            Optional.of(dir.resolve("data")),
            new CressetConfig.Buffer(CressetConfig.Place.MEMORY, size, size),
            Map.of(),
            new CressetConfig.Web(SocketAddressSpec.parse("127.0.0.1:0")));
    try (Storage storage = new Storage(general, Map.of(), new SystemTime(), logger, logger)) {
      storage.require(Set.of(Signal.LOGS));
      DurableLog log = storage.log(Signal.LOGS);
      assertThat(log.feed("loki")).isNotNull();
      byte[] bytes = new byte[100_000];
      EncodedBatch batch =
          new EncodedBatch(Signal.LOGS, ByteSlice.of(bytes), 10, PositionMoves.none());
      assertThat(log.append(batch).awaitDurable(Duration.ofSeconds(30))).isTrue();
      assertThat(log.status().bytes()).isPositive();
    }
    try (Stream<Path> files = Files.list(dir.resolve("data/logs"))) {
      assertThat(files).isEmpty();
    }
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

  @Test
  void whenOneLogCannotBeHadNothingHasChangedAndAnotherFolderMayBeNamed() throws Exception {
    for (Signal inTheWay : Signal.values()) {
      Path data = Files.createDirectories(dir.resolve("no-" + inTheWay.id()));
      Files.writeString(data.resolve(inTheWay.id()), "a file where a folder is to be");
      try (Storage storage =
          new Storage(general(data), Map.of(), new SystemTime(), logger, logger)) {
        assertThatThrownBy(() -> storage.require(Set.of(Signal.values())))
            .isInstanceOf(CannotStart.class)
            .hasMessageContaining("a file of that name is in the way");
        assertThat(storage.logs()).isEmpty();
        CressetConfig.General other = general(dir.resolve("other"));
        assertThat(storage.adopt(other)).isEqualTo(other);
        assertThat(storage.require(Set.of(Signal.values()))).hasSize(2);
        assertThat(storage.folder()).contains(dir.resolve("other"));
      }
    }
  }

  private Storage open(Set<Signal> signals) throws CannotStart {
    Storage storage =
        new Storage(general(dir.resolve("data")), Map.of(), new SystemTime(), logger, logger);
    assertThat(storage.require(signals)).hasSize(signals.size());
    assertThat(storage.require(signals)).isEmpty();
    return storage;
  }

  private static CressetConfig.General general(Path data) {
    CressetConfig.LogSize size = new CressetConfig.LogSize(Optional.of(DataSize.parse("1MiB")));
    return new CressetConfig.General(
        Optional.of(data),
        new CressetConfig.Buffer(CressetConfig.Place.DISK, size, size),
        Map.of(),
        new CressetConfig.Web(SocketAddressSpec.parse("127.0.0.1:0")));
  }
}
