package io.cresset.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.Time;
import io.cresset.api.config.DataSize;
import io.cresset.api.config.SocketAddressSpec;
import io.cresset.api.export.Chunk;
import io.cresset.api.export.Exporter;
import io.cresset.api.export.ExporterContext;
import io.cresset.api.export.ExporterFactory;
import io.cresset.api.export.Outcome;
import io.cresset.api.export.Sink;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.model.Signal;
import io.cresset.core.config.CressetConfig;
import io.cresset.core.config.ExporterEntry;
import io.cresset.core.config.SinkOptions;
import io.cresset.core.http.UrlHttpClient;
import io.cresset.core.runtime.DeliveryStatus;
import io.cresset.core.runtime.Intake;
import io.cresset.core.runtime.Supervisor;
import io.cresset.core.runtime.SystemTime;
import io.cresset.core.telemetry.ProgramLog;
import io.cresset.core.telemetry.SelfTelemetry;
import io.cresset.testkit.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exporters that are wrong, beside some that are not. */
class DestinationsTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path dir;
  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
  private final List<String> delivered = new CopyOnWriteArrayList<>();
  private final Time time = new SystemTime();
  private final ProgramLog log =
      new ProgramLog(
          time,
          ProgramLog.Format.LOGFMT,
          System.Logger.Level.INFO,
          new PrintStream(lines, true, StandardCharsets.UTF_8));
  private final SelfTelemetry telemetry = new SelfTelemetry(time, "test");
  private final Intake intake = new Intake(time);
  private final Supervisor supervisor = new Supervisor(time, intake, telemetry::ran, log::logger);
  private final Resource host = Resource.of(Attributes.empty());
  private Storage storage;
  private Destinations destinations;

  private enum Wrong {
    NOTHING,
    START,
    CLOSE
  }

  private record Settings(String name, Wrong wrong) {}

  private final class Factory implements ExporterFactory<Settings> {
    @Override
    public String kind() {
      return "scripted";
    }

    @Override
    public String summary() {
      return "for this test";
    }

    @Override
    public Class<Settings> config() {
      return Settings.class;
    }

    @Override
    public Exporter create(Settings config, ExporterContext context) {
      return new Scripted(config);
    }
  }

  private final class Scripted implements Sink {
    private final Settings settings;

    Scripted(Settings settings) {
      this.settings = settings;
    }

    @Override
    public Set<Signal> signals() {
      return Set.of(Signal.LOGS);
    }

    @Override
    public void start() {
      fail(Wrong.START);
    }

    @Override
    public void close() {
      fail(Wrong.CLOSE);
    }

    private void fail(Wrong when) {
      if (settings.wrong == when) {
        throw new IllegalStateException(settings.name + " is wrong");
      }
    }

    @Override
    public Outcome send(Chunk chunk) {
      delivered.add(settings.name + " " + chunk.recordCount());
      return new Outcome.Done(List.of(), 0, "");
    }
  }

  @BeforeEach
  void make() {
    CressetConfig.LogSize size = new CressetConfig.LogSize(Optional.of(DataSize.parse("1MiB")));
    storage =
        new Storage(
            new CressetConfig.General(
                Optional.of(dir.resolve("data")),
                new CressetConfig.Buffer(CressetConfig.Place.DISK, size, size),
                Map.of(),
                new CressetConfig.Web(SocketAddressSpec.parse("127.0.0.1:0"))),
            Map.of(),
            time,
            log.logger("log"),
            log.logger("rejected"));
    destinations =
        new Destinations(
            new Machinery(
                time,
                log,
                new UrlHttpClient(time, "test"),
                (_, _) -> () -> {},
                telemetry,
                intake,
                supervisor),
            storage);
  }

  @AfterEach
  void close() {
    assertThat(destinations.close(LIMIT)).isTrue();
    storage.close();
    assertThat(supervisor.close(LIMIT)).isTrue();
    telemetry.close();
    log.close();
  }

  private List<ExporterEntry<?>> entries(Settings... all) {
    return Arrays.stream(all).<ExporterEntry<?>>map(this::entry).toList();
  }

  private ExporterEntry<Settings> entry(Settings settings) {
    return new ExporterEntry<>(
        new Factory(), settings.name, settings, List.of(), new SinkOptions(Duration.ZERO));
  }

  private void append() throws InterruptedException {
    storage
        .log(Signal.LOGS)
        .append(
            new EncodedBatch(
                Signal.LOGS, ByteSlice.of(new byte[] {1, 2, 3}), 2, PositionMoves.none()));
  }

  private Map<String, DeliveryStatus.State> states() {
    return destinations.status().stream()
        .collect(Collectors.toMap(DeliveryStatus::component, DeliveryStatus::state));
  }

  @Test
  void aDefectAtTheStartIsItsOwn() throws Exception {
    destinations.change(
        Changes.all(entries(new Settings("bad", Wrong.START), new Settings("good", Wrong.NOTHING))),
        host,
        LIMIT);
    append();
    Eventually.holds("delivered", () -> delivered.contains("good 2"));
    assertThat(lines.toString(StandardCharsets.UTF_8))
        .contains("component=bad msg=\"defect when started; the component does not run\"");
    assertThat(states())
        .isEqualTo(Map.of("bad", DeliveryStatus.State.STOPPED, "good", DeliveryStatus.State.OK));

    // Put right, it goes on where it was.
    destinations.change(
        new Changes<>(List.of(), entries(new Settings("bad", Wrong.NOTHING)), List.of(), 1),
        host,
        LIMIT);
    Eventually.holds("delivered", () -> delivered.contains("bad 2"));
  }

  @Test
  void aDefectAtTheEndDoesNotKeepTheNextFromItsPlace() throws Exception {
    destinations.change(
        Changes.all(
            entries(new Settings("bad", Wrong.CLOSE), new Settings("other", Wrong.NOTHING))),
        host,
        LIMIT);
    destinations.change(
        new Changes<>(
            List.of(),
            entries(new Settings("bad", Wrong.NOTHING), new Settings("other", Wrong.NOTHING)),
            entries(new Settings("third", Wrong.CLOSE)),
            0),
        host,
        LIMIT);
    append();
    Eventually.holds(
        "delivered", () -> delivered.containsAll(List.of("bad 2", "other 2", "third 2")));
    assertThat(lines.toString(StandardCharsets.UTF_8))
        .contains("component=bad msg=\"defect when closed\"");
  }
}
