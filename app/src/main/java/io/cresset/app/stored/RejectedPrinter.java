package io.cresset.app.stored;

import io.cresset.api.model.LogRecord;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.Point;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.ResourceMetrics;
import io.cresset.api.model.Signal;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.api.otlp.OtlpMetrics;
import io.cresset.app.print.OtlpJson;
import io.cresset.app.print.PlainText;
import io.cresset.app.print.RecordLine;
import io.cresset.app.print.Table;
import io.cresset.core.rejected.Ids;
import io.cresset.core.rejected.RejectedRecord;
import io.cresset.core.rejected.StoredRejected;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Prints what sinks refused for good, each by the id that other commands take. */
public final class RejectedPrinter {
  private static final int MAX_REASON_CHARS = 60;

  /** Of which the time takes thirty. */
  private static final int MAX_RECORD_CHARS = 110;

  private final PrintStream out;

  public RejectedPrinter(PrintStream out) {
    this.out = out;
  }

  /** An id with its record. */
  private record Item(long id, RejectedRecord record) {}

  /** What is summed up in one row. */
  private record Group(String sink, Signal signal, String reason) implements Comparable<Group> {
    @Override
    public int compareTo(Group other) {
      return toString().compareTo(other.toString());
    }
  }

  /** The record that was refused, as it is printed. */
  private record Content(Resource resource, String line, Json json) {}

  @FunctionalInterface
  private interface Json {
    String line(OtlpJson.Fields first);
  }

  /**
   * A row for each of the newest, and how many there are by sink and reason.
   *
   * @param sinceUnixNanos those that were refused earlier are left out
   * @param limit how many rows at most
   * @return false if there is nothing to print
   */
  public boolean table(
      StoredRejected stored, Optional<String> sink, long sinceUnixNanos, long limit) {
    Deque<Item> newest = new ArrayDeque<>();
    Map<Group, Long> groups = new TreeMap<>();
    stored.each(
        (id, record) -> {
          if (isMeant(record, sink, sinceUnixNanos)) {
            newest.add(new Item(id, record));
            if (newest.size() > limit) {
              newest.removeFirst();
            }
            groups.merge(
                new Group(record.by().sink(), record.by().signal(), kind(record.reason())),
                1L,
                Long::sum);
          }
          return true;
        });
    if (groups.isEmpty()) {
      return false;
    }
    Table table = new Table("id", "refused", "sink", "signal", "reason", "record");
    for (Item item : newest) {
      RejectedRecord record = item.record();
      table.row(
          Long.toString(item.id()),
          PlainText.time(record.refusedUnixNanos() / 1_000_000_000 * 1_000_000_000),
          record.by().sink(),
          record.by().signal().id(),
          cut(record.reason(), MAX_REASON_CHARS),
          cut(content(record).line(), MAX_RECORD_CHARS));
    }
    table.lines("").forEach(out::println);
    out.println();
    Table sums = new Table("records", "sink", "signal", "reason");
    groups.forEach(
        (group, count) -> sums.row(count, group.sink(), group.signal().id(), group.reason()));
    sums.lines("").forEach(out::println);
    long all = groups.values().stream().mapToLong(Long::longValue).sum();
    if (all > newest.size()) {
      out.println(
          "the oldest " + Table.grouped(all - newest.size()) + " are not shown; see --limit");
    }
    return true;
  }

  /** One object a line. */
  public void json(StoredRejected stored, Optional<String> sink, long sinceUnixNanos) {
    stored.each(
        (id, record) -> {
          if (isMeant(record, sink, sinceUnixNanos)) {
            out.println(json(new Item(id, record)));
          }
          return !out.checkError();
        });
  }

  /** The whole of some. */
  public void show(StoredRejected stored, Ids ids, boolean json) {
    stored.each(
        (id, record) -> {
          if (ids.has(id)) {
            Item item = new Item(id, record);
            out.println(json ? json(item) : whole(item));
          }
          return !out.checkError();
        });
  }

  private static boolean isMeant(RejectedRecord record, Optional<String> sink, long since) {
    return record.refusedUnixNanos() >= since && sink.map(record.by().sink()::equals).orElse(true);
  }

  private static String json(Item item) {
    RejectedRecord record = item.record();
    return content(record)
        .json()
        .line(
            json -> {
              json.writeNumberField("id", item.id());
              json.writeStringField("refused", PlainText.time(record.refusedUnixNanos()));
              json.writeStringField("sink", record.by().sink());
              json.writeStringField("signal", record.by().signal().id());
              json.writeStringField("reason", record.reason());
              json.writeStringField("logId", record.logId().toString());
              json.writeNumberField("epoch", record.epoch());
              json.writeNumberField("number", record.number());
            });
  }

  private static String whole(Item item) {
    RejectedRecord record = item.record();
    Content content = content(record);
    return "id        "
        + item.id()
        + "\n  refused   "
        + PlainText.time(record.refusedUnixNanos())
        + " by "
        + record.by()
        + "\n  reason    "
        + PlainText.printable(record.reason())
        + "\n  number    "
        + record.number()
        + " of log "
        + record.logId()
        + ", opening "
        + record.epoch()
        + "\n  resource  "
        + PlainText.printable(PlainText.of(content.resource().attributes()))
        + "\n  record    "
        + content.line();
  }

  private static Content content(RejectedRecord record) {
    try {
      return switch (record.by().signal()) {
        case LOGS -> log(record);
        case METRICS -> metric(record);
      };
    } catch (MalformedOtlp e) {
      return unreadable("not OTLP: " + e.getMessage());
    }
  }

  private static Content log(RejectedRecord record) throws MalformedOtlp {
    for (ResourceLogs logs : OtlpLogs.decode(record.otlp())) {
      for (LogRecord it : logs.records()) {
        return new Content(
            logs.resource(), RecordLine.of(it), first -> OtlpJson.of(first, logs.resource(), it));
      }
    }
    return unreadable("no log record");
  }

  private static Content metric(RejectedRecord record) throws MalformedOtlp {
    for (ResourceMetrics metrics : OtlpMetrics.decode(record.otlp())) {
      for (MetricFamily family : metrics.families()) {
        for (Point point : family.points()) {
          return new Content(
              metrics.resource(),
              PlainText.time(point.timeUnixNanos()) + " " + RecordLine.of(family.spec(), point),
              first -> OtlpJson.of(first, metrics.resource(), family.spec(), point));
        }
      }
    }
    return unreadable("no data point of a kind that can be shown");
  }

  private static Content unreadable(String why) {
    return new Content(Resource.empty(), why, OtlpJson::line);
  }

  private static String kind(String reason) {
    int colon = reason.indexOf(": ");
    return cut(colon > 0 ? reason.substring(0, colon) : reason, MAX_REASON_CHARS);
  }

  private static String cut(String text, int maxChars) {
    return text.length() <= maxChars ? text : text.substring(0, maxChars - 3) + "...";
  }
}
