package io.cresset.collectors.node.system;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.LivingLabels;
import io.cresset.collectors.node.source.Points;
import io.cresset.collectors.node.source.SubCollector;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** The distribution, of os-release(5): {@code PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"}. */
public final class OsRelease implements SubCollector {

  /** Labels of the info metric; the same in upper case are the keys of the file. */
  private static final List<String> KEYS =
      List.of(
          "build_id",
          "id",
          "id_like",
          "image_id",
          "image_version",
          "name",
          "pretty_name",
          "variant",
          "variant_id",
          "version",
          "version_codename",
          "version_id");

  private static final MetricSpec INFO =
      MetricSpec.gauge(
          "node_os_info",
          "A metric with a constant '1' value labeled by " + String.join(", ", KEYS) + ".",
          KEYS.toArray(String[]::new));
  private static final MetricSpec VERSION =
      MetricSpec.gauge(
          "node_os_version",
          "Metric containing the major.minor part of the OS version.",
          "id",
          "id_like",
          "name");
  private static final MetricSpec SUPPORT_END =
      MetricSpec.gauge(
          "node_os_support_end_timestamp_seconds",
          "Metric containing the end-of-life date timestamp of the OS.");

  public static final List<MetricSpec> SPECS = List.of(INFO, VERSION, SUPPORT_END);

  private final Host host;
  private final SmallFiles files = new SmallFiles();
  private final LivingLabels<Map<String, String>> labels = new LivingLabels<>(Labels::of);

  public OsRelease(Host host) {
    this.host = host;
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Map<String, String> release = parse(open());
    Points info = new Points(INFO);
    info.add(labels.get(select(release, KEYS)), 1);
    info.emit(out);
    OptionalDouble number = number(release.getOrDefault("VERSION_ID", ""));
    if (number.isPresent()) {
      Points version = new Points(VERSION);
      version.add(
          labels.get(select(release, List.of("id", "id_like", "name"))), number.getAsDouble());
      version.emit(out);
    }
    labels.endRun();
    String end = release.getOrDefault("SUPPORT_END", "");
    if (!end.isEmpty()) {
      out.accept(SUPPORT_END.family(day(end)));
    }
  }

  private Scan open() throws CollectFailure {
    try {
      return files.source(host.root("etc/os-release"));
    } catch (CollectFailure e) {
      if (e.kind() != Kind.ABSENT) {
        throw e;
      }
      return files.source(host.root("usr/lib/os-release"));
    }
  }

  private static Map<String, String> select(Map<String, String> release, List<String> keys) {
    Map<String, String> selected = new HashMap<>();
    for (String key : keys) {
      selected.put(key, release.getOrDefault(key.toUpperCase(Locale.ROOT), ""));
    }
    return selected;
  }

  /** Seconds since the epoch at which a day, written 2028-06-30, begins in UTC. */
  private static double day(String text) throws CollectFailure {
    try {
      return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toEpochSecond();
    } catch (DateTimeException e) {
      throw new CollectFailure(
          Kind.MALFORMED, "os-release: SUPPORT_END '" + text + "' is not a date", "", e);
    }
  }

  /** The leading {@code 22.04} of a version; empty if it is 0 or does not begin with a digit. */
  static OptionalDouble number(String version) {
    int end = digits(version, 0);
    if (end > 0 && end < version.length() && version.charAt(end) == '.') {
      end = digits(version, end + 1);
    }
    double number = end == 0 ? 0 : Double.parseDouble(version.substring(0, end));
    return number > 0 ? OptionalDouble.of(number) : OptionalDouble.empty();
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  /** Assignments of a shell without anything of a shell but quotes and backslashes. */
  static Map<String, String> parse(Scan in) {
    Map<String, String> release = new HashMap<>();
    while (in.nextLine()) {
      String line = in.line().strip();
      int equals = line.indexOf('=');
      if (equals > 0 && line.charAt(0) != '#') {
        release.put(
            line.substring(0, equals).strip(), unquoted(line.substring(equals + 1).strip()));
      }
    }
    return release;
  }

  private static String unquoted(String text) {
    char quote = text.isEmpty() ? ' ' : text.charAt(0);
    boolean quoted = quote == '"' || quote == '\'';
    StringBuilder out = new StringBuilder(text.length());
    for (int i = quoted ? 1 : 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted && c == quote) {
        break;
      }
      if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
        i++;
        c = text.charAt(i);
      }
      out.append(c);
    }
    return out.toString();
  }
}
