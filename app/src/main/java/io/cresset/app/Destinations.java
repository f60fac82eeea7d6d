package io.cresset.app;

import io.cresset.api.export.Exporter;
import io.cresset.api.export.Sink;
import io.cresset.api.export.View;
import io.cresset.api.model.Resource;
import io.cresset.api.model.Signal;
import io.cresset.core.config.ExporterEntry;
import io.cresset.core.config.Select;
import io.cresset.core.log.DurableLog;
import io.cresset.core.rejected.Refuser;
import io.cresset.core.runtime.Delivery;
import io.cresset.core.runtime.DeliveryStatus;
import io.cresset.core.runtime.Intake;
import io.cresset.core.runtime.Patience;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The exporters that run, with what delivers to them. Changed by one thread at a time, asked by
 * any.
 */
final class Destinations {
  /** What exporters have for their start, which does no I/O, and for their close. */
  private static final Duration EXPORTERS_LIMIT = Duration.ofMillis(500);

  private final Machinery machinery;
  private final Storage storage;
  private volatile Map<String, Destination> running = Map.of();

  /** Those that do not run because of a defect; the next change tries them again. */
  private final Set<String> failed = ConcurrentHashMap.newKeySet();

  /** An exporter and, if it is a sink, a delivery for each signal that it wants. */
  private record Destination(Exporter exporter, List<Delivery> deliveries) {
    Set<Signal> signals() {
      return exporter instanceof Sink sink ? sink.signals() : Set.of();
    }
  }

  /** An exporter that is yet to be connected, and what it wants if it is a sink. */
  private record Made(Exporter exporter, List<Select> select, Duration hold) {}

  Destinations(Machinery machinery, Storage storage) {
    this.machinery = machinery;
    this.storage = storage;
  }

  /**
   * Ends what is gone or changed, then starts what is changed or new. A sink that changed goes on
   * where it was; a new one starts from now; one that is gone gives up its progress. One that
   * cannot be started because of a defect does not run, and the others do.
   *
   * @throws CannotStart if the logs that it takes cannot be had; then nothing has changed
   */
  void change(Changes<ExporterEntry<?>> changes, Resource host, Duration limit) throws CannotStart {
    Map<String, Made> made = new LinkedHashMap<>();
    try {
      for (ExporterEntry<?> entry : changes.toStart()) {
        Exporter exporter = entry.create(context(entry.component(), host));
        made.put(entry.component(), new Made(exporter, entry.select(), entry.sink().hold()));
      }
      replace(changes.toEnd(ExporterEntry::component), made, limit);
    } catch (CannotStart | RuntimeException e) {
      made.forEach((component, some) -> close(component, some.exporter()));
      throw e;
    }
  }

  private void replace(List<String> ids, Map<String, Made> made, Duration limit)
      throws CannotStart {
    Map<String, Destination> next = new LinkedHashMap<>(running);
    Map<String, Destination> ending = new LinkedHashMap<>();
    for (String id : ids) {
      Optional.ofNullable(next.remove(id)).ifPresent(some -> ending.put(id, some));
    }
    Set<Signal> wanted = EnumSet.noneOf(Signal.class);
    next.values().forEach(stays -> wanted.addAll(stays.signals()));
    for (Made some : made.values()) {
      wanted.addAll(some.exporter() instanceof Sink sink ? sink.signals() : Set.of());
    }
    storage.require(wanted).forEach(machinery.telemetry()::watch);
    // From here on nothing is thrown: half of a change would be neither the old nor the new.
    boolean _ = end(ending, limit);
    failed.removeAll(ids);
    keep(wanted);
    made.forEach(
        (component, some) -> {
          List<Delivery> before =
              ending.containsKey(component) ? ending.get(component).deliveries() : List.of();
          attempt(component, () -> next.put(component, connect(component, some, before)));
        });
    running = Collections.unmodifiableMap(next);
    forgetTheGone();
    Patience starts = new Patience(machinery.time(), EXPORTERS_LIMIT);
    for (String component : made.keySet()) {
      Optional.ofNullable(next.get(component))
          .ifPresent(
              it ->
                  starts.begin(
                      "start",
                      machinery.programLog().logger(component),
                      () -> start(component, it)));
    }
    boolean _ = starts.await();
  }

  private void start(String component, Destination destination) {
    boolean started =
        attempt(
            component,
            () -> {
              destination.exporter().start();
              destination.deliveries().forEach(Delivery::start);
            });
    if (!started) {
      // It stays among those that run, stopped, so that its progress is kept.
      boolean _ = end(Map.of(component, destination), Duration.ZERO);
    }
  }

  /**
   * @return false if it was a defect, which is said
   */
  private boolean attempt(String component, Runnable work) {
    try {
      work.run();
      return true;
    } catch (RuntimeException | Error e) {
      failed.add(component);
      machinery
          .programLog()
          .logger(component)
          .log(Level.ERROR, "defect when started; the component does not run", e);
      return false;
    }
  }

  private DestinationContext context(String component, Resource host) {
    return new DestinationContext(
        component,
        machinery.time(),
        machinery.programLog().logger(component),
        host,
        machinery.supervisor(),
        machinery.http(),
        machinery.routes());
  }

  /** Takes into the logs what a sink wants, and nothing else. */
  private void keep(Set<Signal> wanted) {
    for (Signal signal : Signal.values()) {
      if (wanted.contains(signal)) {
        machinery.intake().keep(storage.log(signal));
      } else {
        machinery.intake().keepNoMore(signal);
      }
    }
    machinery.supervisor().keepingChanged();
  }

  /**
   * @param before the deliveries of the one whose place it takes
   */
  private Destination connect(String component, Made made, List<Delivery> before) {
    List<Delivery> deliveries = new ArrayList<>();
    switch (made.exporter()) {
      case View view -> {
        machinery
            .intake()
            .show(view, machinery.programLog().logger(component), Intake.VIEW_PATIENCE);
        machinery.supervisor().pollSoon();
      }
      case Sink sink -> {
        for (Signal signal : sink.signals()) {
          Delivery delivery =
              new Delivery(
                  component,
                  signal,
                  sink,
                  made.select(),
                  storage.log(signal).feed(component, made.hold()),
                  machinery.time(),
                  machinery.programLog().logger(component));
          delivery.keepRefusedIn(storage.rejected());
          before.forEach(delivery::countOnFrom);
          machinery.telemetry().watch(delivery);
          deliveries.add(delivery);
        }
      }
    }
    return new Destination(made.exporter(), List.copyOf(deliveries));
  }

  private void forgetTheGone() {
    for (DurableLog log : storage.logs()) {
      List<String> readers =
          status().stream()
              .filter(delivery -> delivery.signal() == log.signal())
              .map(DeliveryStatus::component)
              .toList();
      storage.forgetAllBut(log, readers);
    }
  }

  private boolean end(Map<String, Destination> some, Duration limit) {
    boolean clean =
        Delivery.closeAll(
            some.values().stream().flatMap(ending -> ending.deliveries().stream()).toList(), limit);
    Patience closes = new Patience(machinery.time(), EXPORTERS_LIMIT);
    some.forEach(
        (component, destination) -> {
          destination.deliveries().forEach(machinery.telemetry()::forget);
          if (destination.exporter() instanceof View view) {
            machinery.intake().hide(view);
          }
          closes.begin(
              "close",
              machinery.programLog().logger(component),
              () -> close(component, destination.exporter()));
        });
    return closes.await() && clean;
  }

  private void close(String component, Exporter exporter) {
    try {
      exporter.close();
    } catch (RuntimeException | Error e) {
      machinery.programLog().logger(component).log(Level.ERROR, "defect when closed", e);
    }
  }

  /** Whether a component does not run because of a defect at its start. */
  boolean failedToStart(String component) {
    return failed.contains(component);
  }

  List<DeliveryStatus> status() {
    return running.values().stream()
        .flatMap(destination -> destination.deliveries().stream())
        .map(Delivery::status)
        .toList();
  }

  /** Who delivers to a sink now. */
  Optional<Delivery> delivery(Refuser to) {
    return Optional.ofNullable(running.get(to.sink())).stream()
        .flatMap(destination -> destination.deliveries().stream())
        .filter(delivery -> delivery.status().signal() == to.signal())
        .findFirst();
  }

  /**
   * @return false if a sink did not return in time
   */
  boolean close(Duration limit) {
    boolean clean = end(running, limit);
    running = Map.of();
    return clean;
  }
}
