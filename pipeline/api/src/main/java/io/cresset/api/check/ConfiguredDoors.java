package io.cresset.api.check;

import io.cresset.api.config.SocketAddressSpec;
import io.cresset.api.http.HttpClient;
import io.cresset.api.http.HttpSettings;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The doors that a configuration names by its types, for components that say nothing about theirs:
 * a {@link Path} is read, a {@link SocketAddressSpec} listened on, a {@link URI} of a web server
 * asked for, alone, optional or in a list.
 */
public final class ConfiguredDoors {
  private static final int MAX_ANSWER_BYTES = 4096;

  private ConfiguredDoors() {}

  /** What can be told from a configuration record. Does no I/O. */
  public static List<Door> of(Record config, DoorContext context) {
    List<Door> doors = new ArrayList<>();
    HttpSettings settings = HttpSettings.plain();
    for (RecordComponent component : config.getClass().getRecordComponents()) {
      if (value(config, component) instanceof HttpSettings found) {
        settings = found;
        doors.addAll(DestinationDoor.files(settings, context));
      }
    }
    for (RecordComponent component : config.getClass().getRecordComponents()) {
      add(doors, key(component.getName()), value(config, component), settings, context);
    }
    return doors;
  }

  private static void add(
      List<Door> doors, String name, Object value, HttpSettings settings, DoorContext context) {
    switch (value) {
      case Path path -> doors.add(PathDoor.readable(path, name, context));
      case SocketAddressSpec at when at.scheme().equalsIgnoreCase("udp") ->
          doors.add(PortDoor.udp(at, context.key(name), context));
      case SocketAddressSpec at -> doors.add(PortDoor.tcp(at, context.key(name), context));
      case URI url when isWeb(url) ->
          doors.add(Door.remote(name, () -> ask(url, name, settings, context)));
      case Optional<?> some -> some.ifPresent(inner -> add(doors, name, inner, settings, context));
      case List<?> many -> many.forEach(one -> add(doors, name, one, settings, context));
      case Object _ -> {}
    }
  }

  private static boolean isWeb(URI url) {
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    return url.getHost() != null && (scheme.equals("http") || scheme.equals("https"));
  }

  private static List<Finding> ask(URI url, String name, HttpSettings settings, DoorContext context)
      throws InterruptedException {
    HttpClient http = context.http().with(settings.tls(), settings.proxy());
    Instant asked = Instant.EPOCH.plusNanos(context.time().unixNanos());
    try {
      HttpClient.Response answer =
          http.send(
              new HttpClient.Request(
                  "GET",
                  url,
                  Map.of(),
                  new byte[0],
                  settings.within(context.limit()).timeout(),
                  MAX_ANSWER_BYTES));
      List<Finding> findings = new ArrayList<>();
      findings.add(Finding.ok(name, url + " answers with status " + answer.status()));
      Instant answered = Instant.EPOCH.plusNanos(context.time().unixNanos());
      ClockDifference.of(answer, asked, answered)
          .ifPresent(clock -> findings.add(clock.finding("clock", url.getHost(), false)));
      return findings;
    } catch (IOException e) {
      boolean proxied = settings.proxy().isPresent();
      return List.of(
          Finding.fail(
              name,
              "cannot reach " + url + ": " + Unreached.detail(e),
              new Unreached("what belongs", url, proxied, context).remedy(e)));
    }
  }

  private static Object value(Record config, RecordComponent component) {
    try {
      Object value = component.getAccessor().invoke(config);
      return value == null ? "" : value;
    } catch (ReflectiveOperationException _) {
      // Not for us to see, and so not for us to try.
      return "";
    }
  }

  /** As the file writes it: {@code caFile} is {@code ca_file}. */
  private static String key(String component) {
    return component.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
