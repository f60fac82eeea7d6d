package io.cresset.core.config;

import io.cresset.api.collect.Collector;
import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.CollectorFactory;
import io.cresset.api.collect.Step;
import io.cresset.api.collect.StepFactory;
import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import io.cresset.api.config.Secret;
import io.cresset.api.config.SocketAddressSpec;
import io.cresset.api.export.Exporter;
import io.cresset.api.export.ExporterContext;
import io.cresset.api.export.ExporterFactory;
import io.cresset.api.model.MetricSpec;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Kinds that look like real ones and do nothing. */
final class TestKinds {
  private TestKinds() {}

  static final ConfigLoader.Defaults DEFAULTS =
      new ConfigLoader.Defaults(List.of("node", "not_there"), List.of("prometheus"));

  static Kinds kinds() {
    return Kinds.of(
        List.of(
            new Source<>("node", Node.class, false),
            new Source<>("syslog", Syslog.class, false),
            new Source<>("snmp", Snmp.class, true),
            new Source<>("files", Nothing.class, true, List.of("edgeos", "not_there"))),
        List.of(
            new Destination<>("prometheus", Nothing.class, false),
            new Destination<>("loki", Loki.class, true)),
        List.of(new Filter<>("edgeos", Nothing.class), new Filter<>("redact", Redact.class)));
  }

  static ConfigLoader loader(Map<String, String> environment) {
    return new ConfigLoader(kinds(), DEFAULTS, environment);
  }

  record Nothing() {}

  record Node(
      @Doc("Where /proc is.") @Default("/proc") Path procfs,
      @Doc("Only these.") List<String> enable,
      @Doc("All but these.") List<String> disable) {
    Node {
      if (!enable.isEmpty() && !disable.isEmpty()) {
        throw new IllegalArgumentException("enable and disable exclude each other");
      }
    }
  }

  record Syslog(
      @Doc("Addresses to listen on, such as udp://0.0.0.0:1514.") @Default("[udp://127.0.0.1:1514]")
          List<SocketAddressSpec> listen,
      @Default("64") int maxConnections,
      @Default("5m") Duration idle) {
    Syslog {
      if (maxConnections < 1 || maxConnections > 1000) {
        throw new IllegalArgumentException(
            "max_connections is " + maxConnections + "; choose from 1 to 1000");
      }
      for (SocketAddressSpec address : listen) {
        if (!Set.of("udp", "tcp").contains(address.scheme())) {
          throw new IllegalArgumentException("listens on udp:// or tcp://, not " + address);
        }
      }
    }
  }

  enum Version {
    V2C,
    V3
  }

  record Snmp(
      @Doc("The device's address.") String target,
      @Default("v2c") Version version,
      @Default("3") int retries,
      Optional<Secret> auth) {}

  record Loki(@Doc("Where Loki is.") URI url, Map<String, String> headers, Optional<Login> basic) {}

  record Login(String user, Secret password) {}

  record Redact(@Doc("What to hide.") String pattern) {}

  record Source<C extends Record>(
      String kind, Class<C> config, boolean severalAllowed, List<String> defaultSteps)
      implements CollectorFactory<C> {
    Source(String kind, Class<C> config, boolean severalAllowed) {
      this(kind, config, severalAllowed, List.of());
    }

    @Override
    public String summary() {
      return "a source for tests";
    }

    @Override
    public List<MetricSpec> specs() {
      return List.of();
    }

    @Override
    public Collector create(C config, CollectorContext context) {
      throw new UnsupportedOperationException();
    }
  }

  record Destination<C extends Record>(String kind, Class<C> config, boolean severalAllowed)
      implements ExporterFactory<C> {
    @Override
    public String summary() {
      return "a destination for tests";
    }

    @Override
    public boolean delivers() {
      return !kind.equals("prometheus");
    }

    @Override
    public Exporter create(C config, ExporterContext context) {
      throw new UnsupportedOperationException();
    }
  }

  record Filter<C extends Record>(String kind, Class<C> config) implements StepFactory<C> {
    @Override
    public String summary() {
      return "a step for tests";
    }

    @Override
    public Step create(C config, String name, CollectorContext context) {
      throw new UnsupportedOperationException();
    }
  }
}
