package io.cresset.app.check;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.cresset.api.check.Finding;
import io.cresset.api.check.Finding.State;
import io.cresset.app.print.Table;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/**
 * What a check found.
 *
 * @param file the configuration, as it is named to the user
 * @param rows in order
 * @param untried how many doors {@code --offline} left out
 */
public record CheckReport(String file, List<Row> rows, int untried) {

  /** One finding of one component. */
  public record Row(String component, Finding finding) {}

  public CheckReport {
    rows = List.copyOf(rows);
  }

  /** Whether something will not work. */
  public boolean failed() {
    return count(State.FAIL) > 0;
  }

  private long count(State state) {
    return rows.stream().filter(row -> row.finding.state() == state).count();
  }

  /** For a reader: a line for each finding, in columns. */
  public void print(PrintStream out) {
    out.println(file + ": ok");
    Table table = new Table("", "component", "door", "found");
    for (Row row : rows) {
      Finding finding = row.finding;
      String remedy = finding.remedy().isEmpty() ? "" : "; " + finding.remedy();
      table.row(finding.state().shown(), row.component, finding.what(), finding.detail() + remedy);
    }
    table.lines("").forEach(out::println);
    out.println(summary());
  }

  private String summary() {
    long failed = count(State.FAIL);
    long warned = count(State.WARN);
    return (failed == 0 ? "nothing failed" : failed + " failed")
        + (warned == 0 ? "" : ", " + Table.count(warned, "warning"))
        + (untried == 0 ? "" : ", " + Table.count(untried, "door") + " not tried (--offline)");
  }

  /** For a program: one JSON object. */
  public void json(PrintStream out) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeStringField("file", file);
      json.writeArrayFieldStart("findings");
      for (Row row : rows) {
        json.writeStartObject();
        json.writeStringField("state", row.finding.state().name().toLowerCase(Locale.ROOT));
        json.writeStringField("component", row.component);
        json.writeStringField("door", row.finding.what());
        json.writeStringField("found", row.finding.detail());
        json.writeStringField("remedy", row.finding.remedy());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeNumberField("failed", count(State.FAIL));
      json.writeNumberField("warnings", count(State.WARN));
      json.writeNumberField("untried", untried);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.println(text);
  }
}
