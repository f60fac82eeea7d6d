package io.cresset.app;

import io.cresset.api.Time;
import io.cresset.api.check.Door;
import io.cresset.api.check.DoorContext;
import io.cresset.api.check.Finding;
import io.cresset.api.config.DataSize;
import io.cresset.api.export.Declaration;
import io.cresset.api.export.Exporter;
import io.cresset.api.export.ExporterContext;
import io.cresset.api.export.Sink;
import io.cresset.api.http.HttpClient;
import io.cresset.api.http.HttpRoutes;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.Resource;
import io.cresset.api.model.Signal;
import io.cresset.app.check.CheckReport;
import io.cresset.app.check.ComponentDoors;
import io.cresset.app.check.DataDoor;
import io.cresset.app.check.Trying;
import io.cresset.app.check.WebDoors;
import io.cresset.app.control.ControlUnavailable;
import io.cresset.core.config.CollectorEntry;
import io.cresset.core.config.CressetConfig;
import io.cresset.core.config.ExporterEntry;
import io.cresset.core.http.UrlHttpClient;
import io.cresset.core.runtime.DoorRound;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code cresset check}: tries the doors of a configuration that was found to be right. Changes
 * nothing and delivers nothing, so it works beside a running Cresset; what that one holds is fine.
 */
final class Check {
  /** For each door, and since they are tried at the same time, for all. */
  static final Duration LIMIT = Duration.ofSeconds(5);

  private final Surroundings surroundings;
  private final HttpClient http;
  private final OptionalLong running;

  /**
   * @param named the configuration that the command line names
   */
  Check(Surroundings surroundings, Optional<Path> named) {
    this.surroundings = surroundings;
    this.http = new UrlHttpClient(surroundings.time(), Program.userAgent());
    this.running = running(named, surroundings);
  }

  private static OptionalLong running(Optional<Path> named, Surroundings surroundings) {
    try {
      return OptionalLong.of(Running.find(named, surroundings.environment()).pid());
    } catch (ControlUnavailable _) {
      // None, or another user's, of which nothing can be known.
      return OptionalLong.empty();
    }
  }

  /**
   * @param offline whether to leave out what leaves this machine
   */
  CheckReport run(ConfigFile found, boolean offline) throws InterruptedException {
    List<ComponentDoors> components = doors(found.config());
    List<String> owners = new ArrayList<>();
    List<Door> doors = new ArrayList<>();
    int untried = 0;
    for (ComponentDoors component : components) {
      for (Door door : component.doors()) {
        if (offline && door.remote()) {
          untried++;
        } else {
          owners.add(component.component());
          doors.add(door);
        }
      }
    }
    List<List<Finding>> findings = new DoorRound(surroundings.time(), LIMIT).open(doors);
    List<CheckReport.Row> rows = new ArrayList<>();
    for (ComponentDoors component : components) {
      if (component.doors().isEmpty()) {
        Finding none = Finding.ok("-", "needs nothing from outside");
        rows.add(new CheckReport.Row(component.component(), none));
      }
      for (int i = 0; i < doors.size(); i++) {
        if (owners.get(i).equals(component.component())) {
          for (Finding finding : findings.get(i)) {
            rows.add(new CheckReport.Row(component.component(), finding));
          }
        }
      }
    }
    String file = found.file().map(Path::toString).orElse("no file, all defaults");
    return new CheckReport(file, rows, untried);
  }

  private List<ComponentDoors> doors(CressetConfig config) {
    List<ComponentDoors> all = new ArrayList<>();
    DoorContext web = trying("", "web");
    all.add(new ComponentDoors("web", new WebDoors(config.general().web(), web).all()));
    Map<String, DataSize> logs = logs(config);
    if (!logs.isEmpty()) {
      Path folder = DataFolder.choose(config.general().data(), surroundings.environment());
      all.add(
          new ComponentDoors("data", List.of(new DataDoor(folder, logs).door(trying("", "data")))));
    }
    for (CollectorEntry<?> entry : config.collectors()) {
      DoorContext trying = trying("collectors.", entry.component());
      all.add(new ComponentDoors(entry.component(), entry.doors(trying)));
    }
    for (ExporterEntry<?> entry : config.exporters()) {
      DoorContext trying = trying("exporters.", entry.component());
      all.add(new ComponentDoors(entry.component(), entry.doors(trying)));
    }
    return all;
  }

  private DoorContext trying(String section, String component) {
    return new Trying(section, component, surroundings.time(), http, LIMIT, running);
  }

  /** The logs that some sink needs, with what each may take. */
  private Map<String, DataSize> logs(CressetConfig config) {
    Set<Signal> wanted = EnumSet.noneOf(Signal.class);
    for (ExporterEntry<?> entry : config.exporters()) {
      try (Exporter made = entry.create(new Unconnected(entry.component()))) {
        wanted.addAll(made instanceof Sink sink ? sink.signals() : Set.of());
      }
    }
    Map<Signal, DataSize> sizes = new EnumMap<>(Signal.class);
    for (Signal signal : Signal.values()) {
      sizes.put(signal, config.general().buffer().maxBytesOnDisk(signal));
    }
    return sizes.entrySet().stream()
        .filter(size -> wanted.contains(size.getKey()))
        .collect(Collectors.toMap(size -> size.getKey().id(), Map.Entry::getValue));
  }

  /** For an exporter that is made to be asked what it wants, and never started. */
  private final class Unconnected implements ExporterContext {
    private final String component;

    Unconnected(String component) {
      this.component = component;
    }

    @Override
    public String component() {
      return component;
    }

    @Override
    public Time time() {
      return surroundings.time();
    }

    @Override
    public System.Logger logger() {
      return System.getLogger("check");
    }

    @Override
    public Resource resource() {
      return Resource.of(Attributes.builder().build());
    }

    @Override
    public HttpClient http() {
      return http;
    }

    @Override
    public HttpRoutes routes() {
      return (_, _) -> () -> {};
    }

    @Override
    public boolean collect(String collector, Duration limit) {
      return false;
    }

    @Override
    public List<Declaration> declarations() {
      return List.of();
    }

    @Override
    public void unseen(String collector, String reason, long points) {}
  }
}
