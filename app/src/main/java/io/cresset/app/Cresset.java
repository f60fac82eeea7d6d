package io.cresset.app;

import io.cresset.api.Time;
import io.cresset.api.collect.Legacy;
import io.cresset.api.collect.Step;
import io.cresset.api.export.Exporter;
import io.cresset.api.export.Sink;
import io.cresset.api.export.View;
import io.cresset.api.http.HttpClient;
import io.cresset.api.model.Resource;
import io.cresset.api.model.Signal;
import io.cresset.app.control.ControlFile;
import io.cresset.app.control.ControlPlaces;
import io.cresset.app.control.ControlToken;
import io.cresset.app.web.Health;
import io.cresset.app.web.Snapshot;
import io.cresset.app.web.StartPage;
import io.cresset.app.web.WebLimits;
import io.cresset.app.web.WebServer;
import io.cresset.core.config.CollectorEntry;
import io.cresset.core.config.CressetConfig;
import io.cresset.core.config.ExporterEntry;
import io.cresset.core.config.StepEntry;
import io.cresset.core.http.UrlHttpClient;
import io.cresset.core.log.DurableLog;
import io.cresset.core.runtime.ComponentSpec;
import io.cresset.core.runtime.Delivery;
import io.cresset.core.runtime.DeliveryStatus;
import io.cresset.core.runtime.Intake;
import io.cresset.core.runtime.Supervisor;
import io.cresset.core.telemetry.ProgramLog;
import io.cresset.core.telemetry.SelfCollector;
import io.cresset.core.telemetry.SelfTelemetry;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The running program: every part is made here and handed to those who need it.
 *
 * <pre>
 * collectors - Supervisor - Intake -+- views
 *                                   +- logs - feeds - Deliveries - sinks
 * </pre>
 */
final class Cresset {
  /** Together with the sync that follows them, less than the 5 s that a stop may take. */
  private static final Duration SOURCES_STOP_LIMIT = Duration.ofMillis(1500);

  private static final Duration DELIVERIES_STOP_LIMIT = Duration.ofSeconds(1);

  private final CressetConfig config;
  private final Time time;
  private final ProgramLog programLog;
  private final System.Logger logger;
  private final ControlToken token;
  private final WebServer web;
  private final HttpClient http;
  private final Resource host;
  private final SelfTelemetry telemetry;
  private final Intake intake;
  private final Supervisor supervisor;
  private final List<Exporter> exporters = new ArrayList<>();
  private final List<Delivery> deliveries = new ArrayList<>();
  private Storage storage;
  private Optional<ControlFile> controlFile = Optional.empty();

  private Cresset(
      CressetConfig config,
      Surroundings surroundings,
      ProgramLog log,
      ControlToken token,
      WebServer web) {
    this.config = config;
    this.time = surroundings.time();
    this.programLog = log;
    this.logger = log.logger("cresset");
    this.token = token;
    this.web = web;
    this.http = new UrlHttpClient(time, Program.userAgent());
    this.storage = Storage.none(logger);
    this.host = HostResource.of(config);
    this.telemetry = new SelfTelemetry(time, Program.version());
    this.intake = new Intake(time);
    this.supervisor = new Supervisor(time, intake, telemetry::ran, log::logger);
  }

  /**
   * Starts everything. Returns once the page is served; a source that cannot do its work yet is a
   * state of that source.
   *
   * @throws CannotStart if the web port or the data folder cannot be had; nothing is left running
   */
  static Cresset start(CressetConfig config, Surroundings surroundings) throws CannotStart {
    ProgramLog log =
        new ProgramLog(
            surroundings.time(), ProgramLog.Format.LOGFMT, Level.INFO, surroundings.err());
    log.captureJavaUtilLogging();
    ControlToken token = ControlToken.random();
    Cresset cresset =
        new Cresset(
            config, surroundings, log, token, bind(config, token, surroundings.time(), log));
    try {
      cresset.startExporters(surroundings);
      cresset.startCollectors();
      cresset.serve(ControlPlaces.of(surroundings.environment()));
      return cresset;
    } catch (CannotStart | RuntimeException e) {
      boolean _ = cresset.stop();
      throw e;
    }
  }

  private static WebServer bind(CressetConfig config, ControlToken token, Time time, ProgramLog log)
      throws CannotStart {
    InetSocketAddress address = config.general().web().listen().toSocketAddress();
    try {
      return WebServer.bind(address, WebLimits.usual(), token, time, log.logger("web"));
    } catch (IOException e) {
      String why =
          address.isUnresolved() ? "its host is not known" : String.valueOf(e.getMessage());
      throw new CannotStart(
          "cannot listen on "
              + config.general().web().listen()
              + " for the web page: "
              + why
              + (why.contains("in use")
                  ? "; stop what listens there, or give web.listen another address in the"
                      + " configuration"
                  : "; give web.listen an address of this machine and a port that this user may"
                      + " take, such as 0.0.0.0:9464, in the configuration"),
          e);
    }
  }

  private void startExporters(Surroundings surroundings) throws CannotStart {
    for (ExporterEntry<?> entry : config.exporters()) {
      exporters.add(
          entry.create(
              new DestinationContext(
                  entry.component(),
                  time,
                  programLog.logger(entry.component()),
                  host,
                  supervisor,
                  http,
                  web)));
    }
    Set<Signal> kept = EnumSet.noneOf(Signal.class);
    for (Exporter exporter : exporters) {
      switch (exporter) {
        case View view -> intake.show(view);
        case Sink sink -> kept.addAll(sink.signals());
      }
    }
    storage =
        Storage.open(
            config.general(), kept, surroundings.environment(), time, programLog.logger("log"));
    for (DurableLog log : storage.logs()) {
      intake.keep(log);
      telemetry.watch(log);
    }
    for (int i = 0; i < exporters.size(); i++) {
      if (exporters.get(i) instanceof Sink sink) {
        deliver(config.exporters().get(i).component(), sink);
      }
    }
    for (DurableLog log : storage.logs()) {
      storage.forgetAllBut(
          log,
          deliveries.stream()
              .map(Delivery::status)
              .filter(delivery -> delivery.signal() == log.signal())
              .map(DeliveryStatus::component)
              .toList());
    }
    exporters.forEach(Exporter::start);
    deliveries.forEach(Delivery::start);
  }

  private void deliver(String component, Sink sink) {
    for (Signal signal : sink.signals()) {
      Delivery delivery =
          new Delivery(
              component,
              signal,
              sink,
              storage.log(signal).feed(component),
              time,
              programLog.logger(component));
      deliveries.add(delivery);
      telemetry.watch(delivery);
    }
  }

  private void startCollectors() {
    telemetry.watch(supervisor);
    for (CollectorEntry<?> entry : config.collectors()) {
      SourceContext context =
          new SourceContext(
              entry.component(),
              time,
              programLog.logger(entry.component()),
              host.with(Resource.JOB, entry.factory().job()),
              new Legacy(),
              new Legacy(),
              intake,
              http,
              web);
      List<Step> steps = new ArrayList<>();
      for (StepEntry<?> step : entry.steps()) {
        steps.add(step.create(context));
      }
      supervisor.start(
          new ComponentSpec(
              entry.component(), entry.factory().kind(), entry.create(context), steps));
    }
    supervisor.start(
        new ComponentSpec(
            SelfCollector.KIND,
            SelfCollector.KIND,
            new SelfCollector(telemetry, host.with(Resource.JOB, SelfCollector.KIND)),
            List.of()));
  }

  private void serve(ControlPlaces places) {
    Health.route(web, supervisor);
    web.get("/", new StartPage(time, Program.version(), this::snapshot, web::serves));
    web.start();
    controlFile = Optional.of(ControlFile.leave(places, "http", web.address(), token, logger));
  }

  private Snapshot snapshot() {
    return new Snapshot(
        supervisor.status(),
        storage.logs().stream().map(log -> new Snapshot.Log(log.signal(), log.status())).toList(),
        deliveries.stream().map(Delivery::status).toList());
  }

  /** One line: what runs, where the page is, where data goes. */
  String summary() {
    String collected =
        config.collectors().isEmpty()
            ? "nothing to collect"
            : config.collectors().stream()
                .map(CollectorEntry::component)
                .collect(Collectors.joining(", ", "collecting ", ""));
    String sinks =
        deliveries.stream()
            .map(d -> d.status().component())
            .distinct()
            .collect(Collectors.joining(", "));
    return "cresset "
        + Program.version()
        + ": "
        + collected
        + "; page http://"
        + Addresses.hostAndPort(web.address())
        + "/; "
        + (sinks.isEmpty() ? "no sink, so nothing is kept on disk" : "delivering to " + sinks)
        + storage.folder().map(folder -> ", data in " + folder).orElse("");
  }

  /** Where the page is. */
  InetSocketAddress address() {
    return web.address();
  }

  /**
   * Stops in the order of the flow, so that everything taken is in the logs before they close:
   * sources, deliveries, logs, page.
   *
   * @return false if something did not stop in time; what was taken is synced all the same
   */
  boolean stop() {
    controlFile.ifPresent(ControlFile::close);
    boolean clean = supervisor.close(SOURCES_STOP_LIMIT);
    long deadline = time.monotonicNanos() + DELIVERIES_STOP_LIMIT.toNanos();
    for (Delivery delivery : deliveries) {
      long left = Math.max(0, deadline - time.monotonicNanos());
      clean &= delivery.close(Duration.ofNanos(left));
    }
    exporters.forEach(Exporter::close);
    storage.close();

    web.close();
    telemetry.close();
    if (!clean) {
      logger.log(Level.WARNING, "something did not stop in time; what was taken is on disk");
    }
    programLog.close();
    return clean;
  }
}
