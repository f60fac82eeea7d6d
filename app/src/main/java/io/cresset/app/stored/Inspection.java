package io.cresset.app.stored;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Utf8;
import io.cresset.app.print.PlainText;
import io.cresset.app.print.Table;
import io.cresset.core.log.LogStatus;
import io.cresset.core.log.LogStatus.SinkStatus;
import io.cresset.core.log.StoredLog;
import io.cresset.core.log.StoredLogVisitor.Records;
import io.cresset.core.log.StoredSegment;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Says what lies in a data folder, from the segments' headers and the newest state. */
public final class Inspection {
  private static final String INDENT = "  ";

  private Inspection() {}

  /** For a reader: tables, with numbers as {@code log dump} takes them. */
  public static void print(Path data, List<StoredLog> logs, PrintStream out) {
    out.println("data folder " + data);
    for (StoredLog log : logs) {
      LogStatus status = log.status();
      out.println();
      out.printf(
          Locale.ROOT,
          "%s: %s (numbers %d to before %d), %s in %s%s%n",
          log.name(),
          Table.count(status.end() - status.start(), "record"),
          status.start(),
          status.end(),
          bytes(status.bytes()),
          Table.count(status.segments(), "segment"),
          log.logId().map(id -> ", log " + id).orElse(""));
      print(out, segments(log));
      print(out, sinks(status));
      print(out, positions(log.positions()));
      remarks(log).forEach(remark -> out.println(INDENT + PlainText.printable(remark)));
    }
  }

  private static void print(PrintStream out, Table table) {
    if (!table.isEmpty()) {
      table.lines(INDENT).forEach(out::println);
    }
  }

  private static Table segments(StoredLog log) {
    Table table =
        new Table("segment", "opening", "from", "before", "bytes", "codec", "ratio", "made");
    for (StoredSegment segment : log.segments()) {
      Optional<Records> first = log.first(segment);
      table.row(
          segment.name(),
          segment.epoch(),
          plain(segment.firstNumber()),
          plain(segment.endNumber()),
          segment.bytes(),
          first.map(Records::codec).orElse("-"),
          first.map(Inspection::ratio).orElse("-"),
          PlainText.time(segment.createdUnixNanos()));
    }
    return table;
  }

  /** How many times smaller the first records of a segment are stored than they are. */
  private static String ratio(Records first) {
    return String.format(
        Locale.ROOT, "%.1f", (double) first.frame().otlp().length() / first.storedBytes());
  }

  private static Table sinks(LogStatus status) {
    Table table =
        new Table(
            "sink",
            "meant for it",
            "= delivered",
            "+ rejected",
            "+ dropped",
            "+ unselected",
            "+ waiting",
            "adds up",
            "oldest waits since");
    for (SinkStatus sink : status.sinks()) {
      table.row(
          sink.sink(),
          status.end() - sink.start(),
          sink.delivered(),
          sink.rejected(),
          sink.dropped(),
          sink.unselected(),
          sink.lag(),
          addsUp(status, sink) ? "yes" : "no",
          sink.lag() == 0 ? "-" : PlainText.time(sink.oldestLagUnixNanos()));
    }
    return table;
  }

  private static Table positions(Map<String, ByteSlice> positions) {
    Table table = new Table("position", "value");
    positions.forEach((key, value) -> table.row(key, text(value)));
    return table;
  }

  private static List<String> remarks(StoredLog log) {
    LogStatus status = log.status();
    List<String> remarks = new java.util.ArrayList<>(log.findings());
    if (status.damagedRecords() > 0) {
      remarks.add(
          Table.count(status.damagedRecords(), "record")
              + " found damaged since the log was made; where: cresset log verify");
    }
    if (status.expiredRecords() > 0) {
      remarks.add(
          Table.count(status.expiredRecords(), "record")
              + " displaced by newer ones since the log was made");
    }
    log.unreadable().forEach(name -> remarks.add("this program cannot read: " + name));
    remarks.addAll(files(log));
    return remarks;
  }

  /** Files in which something is not as it should be, and nothing is lost. */
  static List<String> files(StoredLog log) {
    List<String> remarks = new java.util.ArrayList<>();
    log.superseded().forEach(name -> remarks.add("superseded by newer segments: " + name));
    log.misnamed()
        .forEach(name -> remarks.add("begins with another record than its name says: " + name));
    log.foreign().forEach(name -> remarks.add("not part of this log: " + name));
    return remarks;
  }

  private static boolean addsUp(LogStatus status, SinkStatus sink) {
    return status.end() - sink.start()
        == sink.delivered() + sink.rejected() + sink.dropped() + sink.unselected() + sink.lag();
  }

  /** As a number for the command line, without thousands apart. */
  private static String plain(long number) {
    return Long.toString(number);
  }

  static String bytes(long bytes) {
    return bytes < 10 << 20
        ? Table.grouped((bytes + 1023) >> 10) + " KiB"
        : Table.grouped(bytes >> 20) + " MiB";
  }

  private static String text(ByteSlice bytes) {
    return Utf8.isValid(bytes)
        ? new String(bytes.toByteArray(), StandardCharsets.UTF_8)
        : "0x" + HexFormat.of().formatHex(bytes.toByteArray());
  }

  /** For a program: one JSON object. */
  public static void json(Path data, List<StoredLog> logs, PrintStream out) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeStringField("data", data.toString());
      json.writeArrayFieldStart("logs");
      for (StoredLog log : logs) {
        log(json, log);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.println(text);
  }

  private static void log(JsonGenerator json, StoredLog log) throws IOException {
    LogStatus status = log.status();
    json.writeStartObject();
    json.writeStringField("log", log.name());
    json.writeStringField("folder", log.folder().toString());
    json.writeStringField("logId", log.logId().map(UUID::toString).orElse(""));
    json.writeNumberField("start", status.start());
    json.writeNumberField("end", status.end());
    json.writeNumberField("bytes", status.bytes());
    json.writeNumberField("damagedRecords", status.damagedRecords());
    json.writeNumberField("expiredRecords", status.expiredRecords());
    json.writeArrayFieldStart("segments");
    for (StoredSegment segment : log.segments()) {
      json.writeStartObject();
      json.writeStringField("file", segment.name());
      json.writeNumberField("sequence", segment.sequence());
      json.writeNumberField("epoch", segment.epoch());
      json.writeNumberField("start", segment.firstNumber());
      json.writeNumberField("end", segment.endNumber());
      json.writeNumberField("bytes", segment.bytes());
      Optional<Records> first = log.first(segment);
      json.writeStringField("codec", first.map(Records::codec).orElse(""));
      if (first.isPresent()) {
        json.writeNumberField("messageBytes", first.get().frame().otlp().length());
        json.writeNumberField("storedBytes", first.get().storedBytes());
      }
      json.writeStringField("made", PlainText.time(segment.createdUnixNanos()));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("sinks");
    for (SinkStatus sink : status.sinks()) {
      json.writeStartObject();
      sink(json, status, sink);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("positions");
    for (Map.Entry<String, ByteSlice> position : log.positions().entrySet()) {
      position(json, position.getKey(), position.getValue());
    }
    json.writeEndArray();
    files(json, log);
    json.writeEndObject();
  }

  /** What there is to say of the state, and of files that are not as they should be. */
  static void files(JsonGenerator json, StoredLog log) throws IOException {
    texts(json, "findings", log.findings());
    texts(json, "superseded", log.superseded());
    texts(json, "unreadable", log.unreadable());
    texts(json, "misnamed", log.misnamed());
    texts(json, "foreign", log.foreign());
  }

  /** A sink's account as fields. */
  static void sink(JsonGenerator json, LogStatus status, SinkStatus sink) throws IOException {
    json.writeStringField("sink", sink.sink());
    json.writeNumberField("start", sink.start());
    json.writeNumberField("end", status.end());
    json.writeNumberField("delivered", sink.delivered());
    json.writeNumberField("rejected", sink.rejected());
    json.writeNumberField("dropped", sink.dropped());
    json.writeNumberField("unselected", sink.unselected());
    json.writeNumberField("lag", sink.lag());
    if (sink.lag() > 0) {
      json.writeStringField("oldest", PlainText.time(sink.oldestLagUnixNanos()));
    }
    json.writeBooleanField("addsUp", addsUp(status, sink));
  }

  private static void position(JsonGenerator json, String key, ByteSlice value) throws IOException {
    json.writeStartObject();
    json.writeStringField("key", key);
    if (Utf8.isValid(value)) {
      json.writeStringField("text", text(value));
    } else {
      json.writeStringField("base64", Base64.getEncoder().encodeToString(value.toByteArray()));
    }
    json.writeEndObject();
  }

  private static void texts(JsonGenerator json, String field, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }
}
