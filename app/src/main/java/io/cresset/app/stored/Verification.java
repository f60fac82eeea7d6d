package io.cresset.app.stored;

import io.cresset.app.print.OtlpJson;
import io.cresset.app.print.PlainText;
import io.cresset.app.print.Table;
import io.cresset.core.log.LogStatus.SinkStatus;
import io.cresset.core.log.StoredLog;
import io.cresset.core.log.StoredLogCheck;
import io.cresset.core.log.StoredLogCheck.SinkCheck;
import io.cresset.core.log.StoredLogVisitor.Damage;
import io.cresset.core.log.StoredLogVisitor.Leftover;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * Reads all that lies in a data folder and names each damaged place as it comes by it. What this
 * program cannot read is not verified, so it counts as damage.
 */
public final class Verification {
  private final PrintStream out;
  private final boolean json;

  public Verification(PrintStream out, boolean json) {
    this.out = out;
    this.json = json;
  }

  /**
   * @return whether nothing is damaged
   */
  public boolean run(List<StoredLog> logs) {
    boolean good = true;
    for (StoredLog log : logs) {
      String name = log.name();
      StoredLogCheck.Result result =
          new StoredLogCheck(log, damage -> tell(name, damage), left -> tell(name, left)).run();
      boolean whole = result.isGood() && log.unreadable().isEmpty();
      good &= whole;
      if (json) {
        out.println(summary(log, result, whole));
      } else {
        print(log, result, whole);
      }
    }
    out.flush();
    return good;
  }

  private void tell(String log, Damage damage) {
    if (json) {
      out.println(
          OtlpJson.line(
              fields -> {
                fields.writeStringField("log", log);
                fields.writeObjectFieldStart("damage");
                fields.writeStringField("file", damage.file());
                fields.writeNumberField("from", damage.from());
                fields.writeNumberField("to", damage.to());
                fields.writeNumberField("firstLost", damage.firstLost());
                fields.writeNumberField("endLost", damage.endLost());
                fields.writeStringField("what", damage.what());
                fields.writeEndObject();
              }));
      return;
    }
    out.println(log + ": damaged: " + place(damage) + ": " + PlainText.printable(damage.what()));
  }

  /** Where, and which records are lost there. */
  static String place(Damage damage) {
    String records =
        damage.records() == 0
            ? ""
            : damage.records() == 1
                ? ", record " + damage.firstLost()
                : String.format(
                    Locale.ROOT,
                    ", records %d to %d (%s)",
                    damage.firstLost(),
                    damage.endLost() - 1,
                    Table.grouped(damage.records()));
    return damage.file() + " from byte " + damage.from() + " to " + damage.to() + records;
  }

  private void tell(String log, Leftover left) {
    if (!json) {
      out.println(
          log
              + ": no damage: "
              + left.file()
              + " from byte "
              + left.from()
              + " to "
              + left.to()
              + " is "
              + left.what());
    }
  }

  private void print(StoredLog log, StoredLogCheck.Result result, boolean whole) {
    String name = log.name();
    log.unreadable()
        .forEach(file -> out.println(name + ": cannot be read: " + PlainText.printable(file)));
    log.findings().forEach(each -> out.println(name + ": " + PlainText.printable(each)));
    Inspection.files(log)
        .forEach(each -> out.println(name + ": no damage: " + PlainText.printable(each)));
    for (SinkCheck sink : result.sinks()) {
      SinkStatus status = sink.status();
      out.printf(
          Locale.ROOT,
          "%s: sink %s %s: %s meant for it, %s delivered + %s rejected + %s dropped + %s"
              + " unselected + %s counted behind its cursor%n",
          name,
          PlainText.printable(status.sink()),
          sink.holds() ? "adds up" : "DOES NOT ADD UP",
          Table.grouped(sink.end() - status.start()),
          Table.grouped(status.delivered()),
          Table.grouped(status.rejected()),
          Table.grouped(status.dropped()),
          Table.grouped(status.unselected()),
          Table.grouped(sink.counted()));
    }
    out.printf(
        Locale.ROOT,
        "%s: %s: %s in %s, %s, %s of %s%s%n",
        name,
        whole ? "good" : "DAMAGED",
        Inspection.bytes(result.bytes()),
        Table.count(result.segments(), "segment"),
        Table.count(result.frames(), "frame"),
        Table.count(result.records(), "record"),
        Inspection.bytes(result.recordBytes()),
        result.damages() == 0
            ? ""
            : "; "
                + Table.count(result.damages(), "damaged place")
                + ", "
                + Table.count(result.lost(), "record")
                + " lost");
  }

  private static String summary(StoredLog log, StoredLogCheck.Result result, boolean whole) {
    return OtlpJson.line(
        fields -> {
          fields.writeStringField("log", log.name());
          fields.writeBooleanField("good", whole);
          fields.writeNumberField("segments", result.segments());
          fields.writeNumberField("frames", result.frames());
          fields.writeNumberField("records", result.records());
          fields.writeNumberField("recordBytes", result.recordBytes());
          fields.writeNumberField("bytes", result.bytes());
          fields.writeNumberField("damages", result.damages());
          fields.writeNumberField("lost", result.lost());
          fields.writeArrayFieldStart("sinks");
          for (SinkCheck sink : result.sinks()) {
            fields.writeStartObject();
            Inspection.sink(fields, log.status(), sink.status());
            fields.writeNumberField("counted", sink.counted());
            fields.writeBooleanField("holds", sink.holds());
            fields.writeEndObject();
          }
          fields.writeEndArray();
          Inspection.files(fields, log);
        });
  }
}
