package io.cresset.app.live;

import io.cresset.app.print.PlainText;
import io.cresset.app.print.Table;
import io.cresset.core.log.LogStatus;
import io.cresset.core.log.LogStatus.SinkStatus;
import io.cresset.core.runtime.ComponentStatus;
import io.cresset.core.runtime.ComponentStatus.TaskStatus;
import io.cresset.core.runtime.DeliveryStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A status for a person: tables, and below each what is wrong and what to do about it. */
final class StatusText {
  private static final String INDENT = "  ";
  private static final String OFF = "\u001b[0m";

  /** A state in a row of a table, with what stands before and behind it. */
  private static final Pattern STATE =
      Pattern.compile(
          "(?m)^(  [^\\s!]+ +(?:(?:logs|metrics) +)?)(ready|ok|failing|retrying|full|read-only)"
              + "(?= |$)");

  private final Status status;
  private final StringBuilder out = new StringBuilder(2048);

  private StatusText(Status status) {
    this.status = status;
  }

  /**
   * @param coloured whether states are in colour, by ECMA-48's escapes
   */
  static String of(Status status, boolean coloured) {
    StatusText text = new StatusText(status);
    text.write();
    return coloured ? coloured(text.out) : text.out.toString();
  }

  private static String coloured(CharSequence plain) {
    return STATE
        .matcher(plain)
        .replaceAll(
            found -> {
              boolean fine = found.group(2).equals("ready") || found.group(2).equals("ok");
              String colour = fine ? "\u001b[32m" : "\u001b[31m";
              return Matcher.quoteReplacement(found.group(1) + colour + found.group(2) + OFF);
            });
  }

  private void write() {
    line(
        "Cresset "
            + status.about().version()
            + ", process "
            + status.about().pid()
            + ", up "
            + duration(status.upSeconds())
            + ", page "
            + status.about().page());
    components();
    if (!status.now().deliveries().isEmpty()) {
      deliveries();
    }
    if (!status.now().logs().isEmpty()) {
      logs();
    }
    found();
  }

  private void components() {
    Table table = new Table("collector", "state", "records", "now", "lost", "runs", "failed");
    StringBuilder wrong = new StringBuilder();
    for (ComponentStatus component : status.now().components()) {
      table.row(
          component.component(),
          word(component.shownState()),
          component.records(),
          rate(status.rate(component)),
          sum(component.dropped()),
          component.runs(),
          sum(component.failures()));
      absent(wrong, component);
      for (TaskStatus task : component.tasks()) {
        wrong(wrong, component.component(), task);
      }
      reasons(wrong, component.component() + " lost", component.dropped());
      reasons(wrong, component.component() + " not shown on the page", component.unseen());
    }
    section(table, wrong);
  }

  /** What this machine does not have is no fault: a line for all of a component's. */
  private void absent(StringBuilder remarks, ComponentStatus component) {
    List<TaskStatus> absent = component.tasks().stream().filter(StatusText::isAbsent).toList();
    if (absent.size() == 1) {
      TaskStatus task = absent.getFirst();
      line(
          remarks, '-', component.component() + " " + task.task() + " is not here: " + shown(task));
    } else if (!absent.isEmpty()) {
      line(
          remarks,
          '-',
          component.component()
              + ": nothing here for "
              + absent.stream().map(TaskStatus::task).collect(Collectors.joining(", ")));
    }
  }

  private static boolean isAbsent(TaskStatus task) {
    return task.state() == ComponentStatus.State.ABSENT;
  }

  private String shown(TaskStatus task) {
    return status.shown(task.error() + (task.remedy().isEmpty() ? "" : ". " + task.remedy()));
  }

  private void wrong(StringBuilder wrong, String component, TaskStatus task) {
    String name = component + " " + task.task();
    if (!task.error().isEmpty() && !isAbsent(task)) {
      remark(
          wrong,
          name + " has been failing for " + since(task.sinceUnixNanos()) + ": " + shown(task));
    }
    if (task.hungSinceUnixNanos() > 0) {
      remark(wrong, name + " has been hanging for " + since(task.hungSinceUnixNanos()));
    }
  }

  private void deliveries() {
    Table table =
        new Table(
            "sink",
            "signal",
            "state",
            "delivered",
            "now",
            "rejected",
            "dropped",
            "waiting",
            "behind");
    StringBuilder wrong = new StringBuilder();
    for (DeliveryStatus delivery : status.now().deliveries()) {
      SinkStatus sink = status.now().account(delivery);
      table.row(
          delivery.component(),
          delivery.signal().id(),
          word(delivery.state()),
          sink.delivered(),
          rate(status.rate(delivery)),
          sink.rejected(),
          sink.dropped(),
          sink.lag(),
          sink.lag() == 0 ? "-" : duration(Math.round(status.lagSeconds(sink))));
      String name = delivery.component() + " " + delivery.signal().id();
      if (!delivery.error().isEmpty()) {
        remark(
            wrong,
            name
                + " has been failing for "
                + since(delivery.sinceUnixNanos())
                + ": "
                + status.shown(delivery.error()));
      }
      reasons(wrong, name + " rejected", delivery.rejected());
      long aside = status.setAside(delivery);
      if (aside > 0) {
        remark(
            wrong,
            name
                + ": "
                + Table.grouped(aside)
                + " rejected are set aside; see: cresset log rejected list");
      }
      reasons(wrong, name + " rejected and not set aside", delivery.aside().notKept());
      if (!delivery.lastRefusal().isEmpty()) {
        remark(
            wrong,
            name
                + " refused last, "
                + since(delivery.lastRefusalUnixNanos())
                + " ago: "
                + status.shown(delivery.lastRefusal()));
      }
    }
    section(table, wrong);
  }

  private void logs() {
    Table table =
        new Table(
            "log", "state", "size", "of limit", "records", "unsynced", "damaged", "displaced");
    StringBuilder wrong = new StringBuilder();
    for (Map.Entry<String, LogStatus> log : status.now().logsByName().entrySet()) {
      String name = log.getKey();
      LogStatus at = log.getValue();
      table.row(
          name,
          word(at.state()),
          bytes(at.bytes()),
          status.percentOfLimit(name, at) + " %",
          at.end() - at.start(),
          at.end() - at.durableEnd(),
          at.damagedRecords(),
          at.expiredRecords());
      if (!at.stateReason().isEmpty()) {
        remark(wrong, name + ": " + status.shown(at.stateReason()));
      }
      if (at.waitingSources() > 0) {
        remark(
            wrong,
            name
                + " is three quarters full: sources that can wait do so, "
                + at.waitingSources()
                + " now");
      }
    }
    section(table, wrong);
    String place = status.about().inMemory() ? "in memory, positions in " : "in ";
    status.about().data().map(Path::toString).ifPresent(data -> line(INDENT + place + data));
  }

  private void found() {
    if (status.found().isEmpty()) {
      return;
    }
    line("");
    line("found here, not collected; to collect it, write under collectors:");
    Table table = new Table("line", "found");
    status.found().forEach(one -> table.row(one.line(), one.what()));
    table.lines(INDENT).stream().skip(1).forEach(this::line);
  }

  private void section(Table table, StringBuilder remarks) {
    line("");
    table.lines(INDENT).forEach(this::line);
    out.append(remarks);
  }

  private void line(String text) {
    out.append(text).append('\n');
  }

  private static void remark(StringBuilder remarks, String text) {
    line(remarks, '!', text);
  }

  private static void line(StringBuilder lines, char mark, String text) {
    lines.append(INDENT).append(mark).append(' ').append(PlainText.printable(text)).append('\n');
  }

  private static void reasons(StringBuilder remarks, String what, Map<String, Long> counts) {
    if (sum(counts) > 0) {
      StringBuilder text = new StringBuilder(what).append(':');
      counts.entrySet().stream()
          .filter(count -> count.getValue() > 0)
          .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
          .forEach(
              count ->
                  text.append(' ')
                      .append(Table.grouped(count.getValue()))
                      .append(' ')
                      .append(count.getKey())
                      .append(','));
      remark(remarks, text.substring(0, text.length() - 1));
    }
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static String word(Enum<?> state) {
    return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String rate(double perSecond) {
    return perSecond > 0 && perSecond < 10
        ? String.format(Locale.ROOT, "%.1f/s", perSecond)
        : Table.grouped(Math.round(perSecond)) + "/s";
  }

  private static String bytes(long bytes) {
    return bytes < 10 << 20
        ? Table.grouped((bytes + 1023) >> 10) + " KiB"
        : Table.grouped(bytes >> 20) + " MiB";
  }

  private String since(long unixNanos) {
    return duration(Math.max(0, status.nowUnixNanos() - unixNanos) / 1_000_000_000L);
  }

  /** In the one unit that matters. */
  private static String duration(long seconds) {
    if (seconds < 120) {
      return seconds + " s";
    }
    return seconds < 7200
        ? seconds / 60 + " min"
        : seconds < 172_800 ? seconds / 3600 + " h" : seconds / 86_400 + " days";
  }
}
