package io.cresset.app.delivery;

import io.cresset.api.Time;
import io.cresset.api.config.Secret;
import io.cresset.api.export.Declaration;
import io.cresset.api.export.ExporterContext;
import io.cresset.api.http.HttpClient;
import io.cresset.api.http.HttpRoutes;
import io.cresset.api.http.HttpSettings;
import io.cresset.api.http.TlsSettings;
import io.cresset.api.model.Resource;
import io.cresset.core.http.UrlHttpClient;
import io.cresset.core.log.LogFolderUnavailable;
import io.cresset.core.log.LogLimits;
import io.cresset.core.log.LogStatus.SinkStatus;
import io.cresset.core.log.RealDisk;
import io.cresset.core.log.ThreadedLog;
import io.cresset.core.runtime.Delivery;
import io.cresset.core.runtime.DeliveryStatus;
import io.cresset.core.runtime.SystemTime;
import io.cresset.testkit.RecordingLogger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A log, a sink with the program's own HTTP client, and the delivery between them. */
final class Stage implements AutoCloseable {
  static final String SECRET = "s3cret-token-of-the-sink";

  /**
   * Of one request, for destinations that do not answer some. One that does may be too late on a
   * busy machine, and gets it again.
   */
  static final Duration TIMEOUT = Duration.ofSeconds(2);

  /** Of one request to a destination that answers each. */
  static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Kind kind;
  private final Time time = new SystemTime();
  private final RecordingLogger logger = new RecordingLogger();
  private final ThreadedLog log;
  private final Delivery delivery;

  Stage(Kind kind, URI url, Path folder, Duration timeout) throws LogFolderUnavailable {
    this.kind = kind;
    this.log =
        ThreadedLog.open(new RealDisk(), folder, kind.signal(), LogLimits.defaults(), time, logger);
    HttpSettings settings =
        new HttpSettings(
            Optional.empty(),
            Optional.of(new Secret(() -> SECRET)),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            timeout,
            TlsSettings.none(),
            Optional.empty());
    this.delivery =
        new Delivery(
            "sink",
            kind.signal(),
            kind.sink(url, settings, new Context(time, logger)),
            List.of(),
            log.feed("sink", Duration.ofHours(2)),
            time,
            logger);
  }

  private record Context(Time time, RecordingLogger logger) implements ExporterContext {
    @Override
    public String component() {
      return "sink";
    }

    @Override
    public Resource resource() {
      return Resource.empty();
    }

    @Override
    public HttpClient http() {
      return new UrlHttpClient(time, "test");
    }

    @Override
    public HttpRoutes routes() {
      throw new AssertionError("a sink has no page");
    }

    @Override
    public boolean collect(String collector, Duration limit) {
      throw new AssertionError("a sink asks nobody");
    }

    @Override
    public List<Declaration> declarations() {
      throw new AssertionError("a sink asks nobody");
    }

    @Override
    public void unseen(String collector, String reason, long points) {
      throw new AssertionError("a sink shows nothing");
    }
  }

  /** What is appended before this goes in one chunk. */
  void start() {
    delivery.start();
  }

  void append(List<String> texts) throws InterruptedException {
    if (!log.append(kind.batch(texts, time.unixNanos())).awaitDurable(Duration.ofSeconds(30))) {
      throw new AssertionError("not durable");
    }
  }

  SinkStatus account() {
    return log.status().sinks().getFirst();
  }

  DeliveryStatus status() {
    return delivery.status();
  }

  List<String> logged() {
    return logger.lines();
  }

  Time time() {
    return time;
  }

  @Override
  public void close() {
    boolean _ = delivery.close(Duration.ofSeconds(5));
    log.close();
  }
}
