package io.cresset.app;

import io.cresset.api.Time;
import io.cresset.api.http.HttpRoutes.Registration;
import io.cresset.api.model.Resource;
import io.cresset.app.control.ControlFile;
import io.cresset.app.control.ControlPlaces;
import io.cresset.app.control.ControlRoutes;
import io.cresset.app.control.ControlToken;
import io.cresset.app.live.LiveDoor;
import io.cresset.app.web.Health;
import io.cresset.app.web.RecentRates;
import io.cresset.app.web.Snapshot;
import io.cresset.app.web.StartPage;
import io.cresset.app.web.WebServer;
import io.cresset.core.config.CollectorEntry;
import io.cresset.core.config.CressetConfig;
import io.cresset.core.config.ExporterEntry;
import io.cresset.core.config.InvalidConfig;
import io.cresset.core.config.Kinds;
import io.cresset.core.http.UrlHttpClient;
import io.cresset.core.runtime.DeliveryStatus;
import io.cresset.core.runtime.Intake;
import io.cresset.core.runtime.OwnThread;
import io.cresset.core.runtime.Supervisor;
import io.cresset.core.telemetry.ProgramLog;
import io.cresset.core.telemetry.SelfTelemetry;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * The running program: every part is made here and handed to those who need it.
 *
 * <pre>
 * sources - Supervisor - Intake -+- views
 *                                +- logs - feeds - Deliveries - sinks
 * </pre>
 */
final class Cresset {
  /** Together with the sync that follows them, less than the 5 s that a stop may take. */
  private static final Duration SOURCES_STOP_LIMIT = Duration.ofMillis(1500);

  private static final Duration LEAST_STOP_LIMIT = Duration.ofMillis(250);

  private static final Duration DESTINATIONS_STOP_LIMIT = Duration.ofSeconds(1);

  /** A stop that comes meanwhile waits for a reload, so it is short too. */
  private static final Duration RELOAD_LIMIT = Duration.ofSeconds(1);

  private final ConfigSource source;
  private final Time time;
  private final ProgramLog programLog;
  private final System.Logger logger;
  private final ControlToken token;
  private final WebServer web;
  private final SelfTelemetry telemetry;
  private final Intake intake;
  private final Supervisor supervisor;
  private final Storage storage;
  private final Destinations destinations;
  private final Sources sources;
  private Optional<ControlFile> controlFile = Optional.empty();
  private Optional<RecentRates> rates = Optional.empty();

  /** Held while parts are started, changed and stopped. */
  private final ReentrantLock changing = new ReentrantLock();

  private volatile CressetConfig config;
  private Resource host;

  /** Known at once, so that a reload that is on its way comes to its end. */
  private volatile boolean stopping;

  private Cresset(
      ConfigSource source,
      CressetConfig config,
      Surroundings surroundings,
      ProgramLog log,
      ControlToken token,
      WebServer web) {
    this.source = source;
    this.config = config;
    this.host = HostResource.of(config);
    this.time = surroundings.time();
    this.programLog = log;
    this.logger = log.logger("cresset");
    this.token = token;
    this.web = web;
    this.telemetry = new SelfTelemetry(time, Program.version());
    this.intake = new Intake(time);
    this.supervisor = new Supervisor(time, intake, telemetry::ran, log::logger);
    Machinery machinery =
        new Machinery(
            time,
            log,
            new UrlHttpClient(time, Program.userAgent()),
            web,
            telemetry,
            intake,
            supervisor);
    this.storage =
        new Storage(
            config.general(),
            surroundings.environment(),
            time,
            log.logger("log"),
            log.logger(RejectedFolder.NAME));
    this.destinations = new Destinations(machinery, storage);
    this.sources = new Sources(machinery);
  }

  /**
   * Starts everything. Returns once the page is served; a source that cannot do its work yet is a
   * state of that source.
   *
   * @param source gives the configuration now, and again for each {@link #reload}
   * @throws InvalidConfig with everything that is wrong with the configuration
   * @throws CannotStart if the web port or the data folder cannot be had; nothing is left running
   */
  static Cresset start(ConfigSource source, Surroundings surroundings)
      throws InvalidConfig, CannotStart {
    CressetConfig config = source.load();
    ProgramLog log =
        new ProgramLog(
            surroundings.time(), ProgramLog.Format.LOGFMT, Level.INFO, surroundings.err());
    log.captureJavaUtilLogging();
    ControlToken token = ControlToken.random();
    Cresset cresset =
        new Cresset(
            source,
            config,
            surroundings,
            log,
            token,
            bind(config, token, surroundings.time(), log));
    try {
      cresset.startParts();
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
      return WebServer.bind(
          WebPort.settings(config.general().web(), address, log.logger("web")),
          token,
          time,
          log.logger("web"));
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

  private void startParts() throws CannotStart {
    changing.lock();
    try {
      supervisor.watchCarriers();
      telemetry.watch(supervisor);
      telemetry.watch(storage.rejected());
      destinations.change(Changes.all(config.exporters()), host, RELOAD_LIMIT);
      boolean _ = sources.change(Changes.all(config.collectors()), host, RELOAD_LIMIT);
      sources.startOwn(host);
    } finally {
      changing.unlock();
    }
  }

  /**
   * Loads the configuration again and changes what it changes; everything else goes on untouched.
   * What is wrong with it is said, and all stays as it was. Reloads come one after the other, each
   * on a thread of its own: an interrupt of the caller, such as a client that is cut off, would
   * have it give up what is being ended.
   */
  Reloaded reload() {
    return OwnThread.call("reload", this::reloadHere);
  }

  private Reloaded reloadHere() {
    changing.lock();
    try {
      Reloaded reloaded = stopping ? stopping() : loadAgain();
      telemetry.reloaded(reloaded instanceof Reloaded.Applied);
      Level level = reloaded instanceof Reloaded.Applied ? Level.INFO : Level.ERROR;
      // Each a message of its own, so that the limit of equal ones hides none of them.
      reloaded.lines().forEach(line -> logger.log(level, line));
      return reloaded;
    } finally {
      changing.unlock();
    }
  }

  private Reloaded loadAgain() {
    try {
      return change(source.load());
    } catch (InvalidConfig e) {
      List<String> lines = new ArrayList<>();
      lines.add("configuration not loaded, the one before stays");
      e.problems().forEach(problem -> lines.add(problem.toString()));
      return new Reloaded.Refused(lines);
    } catch (CannotStart e) {
      return refused(e.getMessage());
    } catch (RuntimeException | ServiceConfigurationError e) {
      logger.log(Level.ERROR, "defect when loading the configuration", e);
      return refused("defect: " + e);
    }
  }

  private static Reloaded stopping() {
    return refused("the program is stopping");
  }

  private static Reloaded refused(String why) {
    return new Reloaded.Refused(List.of("configuration not loaded, the one before stays: " + why));
  }

  private Reloaded change(CressetConfig next) throws CannotStart {
    Resource there = HostResource.of(next);
    // Everybody carries the host's attributes, so everybody is another when they are.
    boolean elsewhere = !there.equals(host);
    Changes<ExporterEntry<?>> exporters =
        Changes.between(
            config.exporters(),
            next.exporters(),
            ExporterEntry::component,
            (one, other) ->
                !elsewhere && one.isSameAs(other) && !destinations.failedToStart(one.component()));
    Changes<CollectorEntry<?>> collectors =
        Changes.between(
            config.collectors(),
            next.collectors(),
            CollectorEntry::component,
            (one, other) ->
                !elsewhere && one.isSameAs(other) && !sources.failedToStart(one.component()));
    CressetConfig.General stored = storage.adopt(next.general());
    destinations.change(exporters, there, RELOAD_LIMIT);
    if (stopping) {
      return stopping();
    }
    boolean _ = sources.change(collectors, there, RELOAD_LIMIT);
    if (elsewhere) {
      sources.restartOwn(there, RELOAD_LIMIT);
    }
    host = there;
    CressetConfig.General general =
        new CressetConfig.General(
            stored.data(), stored.buffer(), next.general().resource(), config.general().web());
    config = new CressetConfig(general, next.collectors(), next.exporters());
    List<String> lines = new ArrayList<>();
    lines.add(Summary.of(exporters, collectors));
    lines.addAll(Summary.untouched(general, next.general(), !destinations.status().isEmpty()));
    return new Reloaded.Applied(lines);
  }

  private void serve(ControlPlaces places) {
    Health.route(web, supervisor);
    Registration _ = web.control().post("/-/reload", _ -> answer(reload()));
    RejectedDoor.open(web.control(), storage.rejected(), destinations::delivery, time);
    LiveDoor.open(
        web.control(),
        sight(),
        tap -> intake.show(tap, programLog.logger("tap"), Intake.VIEW_PATIENCE),
        intake::hide,
        time,
        logger);
    RecentRates recent = RecentRates.start(time, this::snapshot);
    rates = Optional.of(recent);
    web.get("/", new StartPage(time, Program.version(), this::snapshot, recent, web::serves));
    web.start();
    ControlFile left = ControlFile.leave(places, web.address(), web.fingerprint(), token, logger);
    web.whenRenewed(left::renewed);
    controlFile = Optional.of(left);
  }

  private LiveDoor.Sight sight() {
    return new LiveDoor.Sight(
        Program.version(),
        () -> web.scheme() + "://" + Addresses.hostAndPort(web.address()) + "/",
        this::snapshot,
        storage::folder,
        () -> config,
        Kinds.onClassPath().collectors().values());
  }

  /** 200, or 400 if the configuration is wrong; the lines as they stand in the log too. */
  private static ControlRoutes.Answer answer(Reloaded reloaded) {
    int status =
        switch (reloaded) {
          case Reloaded.Applied _ -> 200;
          case Reloaded.Refused _ -> 400;
        };
    return ControlRoutes.Answer.text(status, String.join("\n", reloaded.lines()) + "\n");
  }

  private Snapshot snapshot() {
    return new Snapshot(
        supervisor.status(),
        storage.logs().stream().map(log -> new Snapshot.Log(log.signal(), log.status())).toList(),
        destinations.status(),
        storage
            .rejected()
            .status()
            .map(log -> new Snapshot.Rejected(log, storage.rejected().counts())));
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
        destinations.status().stream()
            .map(DeliveryStatus::component)
            .distinct()
            .collect(Collectors.joining(", "));
    return "cresset "
        + Program.version()
        + ": "
        + collected
        + "; page "
        + web.scheme()
        + "://"
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
    rates.ifPresent(RecentRates::close);
    long asked = time.monotonicNanos();
    stopping = true;
    boolean clean;
    changing.lock();
    try {
      // What a reload has used up is no longer there, but what hands over its last needs a moment.
      Duration left = SOURCES_STOP_LIMIT.minusNanos(time.monotonicNanos() - asked);
      clean = sources.close(left.compareTo(LEAST_STOP_LIMIT) > 0 ? left : LEAST_STOP_LIMIT);
      clean &= destinations.close(DESTINATIONS_STOP_LIMIT);
      storage.close();
    } finally {
      changing.unlock();
    }
    // The page ends when its requests have, among them those to reload, which are refused now.
    web.close();
    telemetry.close();
    if (!clean) {
      logger.log(Level.WARNING, "something did not stop in time; what was taken is on disk");
    }
    programLog.close();
    return clean;
  }
}
