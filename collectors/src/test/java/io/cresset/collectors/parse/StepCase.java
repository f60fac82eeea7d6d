package io.cresset.collectors.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.Step;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Value;
import io.cresset.testkit.FakeTime;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * A case of a step: each line of {@code input.bin} is one record's body, read at
 * 2026-01-02T03:04:05Z. {@code settings.properties} has the step's options and may have:
 *
 * <pre>
 * source.time = true           the source has a time of its own for each line
 * source.severity = 9          and a severity
 * source.KEY = VALUE           and an attribute
 * apart.seconds = 0            each line is read so much later than the one before, else 10
 * </pre>
 */
public final class StepCase {
  public static final long READ = FakeTime.START.getEpochSecond() * 1_000_000_000L;
  private static final long SOURCE_TIME = READ - 1_234_567_891L;
  public static final Resource RESOURCE = Resource.of(Attributes.of("service.name", "test"));

  private final Path folder;
  private final Properties settings = new Properties();

  public StepCase(Path folder) {
    this.folder = folder;
    Path file = folder.resolve("settings.properties");
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        settings.load(reader);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Without a folder, for the settings alone. */
  public StepCase(Map<String, String> settings) {
    this.folder = Path.of("");
    this.settings.putAll(settings);
  }

  public String setting(String key, String fallback) {
    return settings.getProperty(key, fallback);
  }

  /** What the step makes of the lines, in one batch. */
  public String run(Step step) throws IOException {
    List<LogRecord> records = new ArrayList<>();
    byte[] input = Files.readAllBytes(folder.resolve("input.bin"));
    int start = 0;
    for (int i = 0; i < input.length; i++) {
      if (input[i] == '\n') {
        records.add(record(ByteSlice.of(input, start, i - start), records.size()));
        start = i + 1;
      }
    }
    assertThat(start).as("input.bin ends with a newline").isEqualTo(input.length);
    LogBatch batch =
        new LogBatch(List.of(new ResourceLogs(RESOURCE, records)), PositionMoves.none());
    StringBuilder out = new StringBuilder();
    for (ResourceLogs logs : step.apply(batch).resources()) {
      logs.records().forEach(record -> out.append(rendered(record)).append('\n'));
    }
    return out.toString();
  }

  private LogRecord record(ByteSlice body, int index) {
    Map<String, String> sources = new TreeMap<>();
    settings.forEach(
        (key, value) -> {
          if (key.toString().startsWith("source.")) {
            sources.put(key.toString().substring("source.".length()), value.toString());
          }
        });
    boolean timed = sources.remove("time") != null;
    String severity = sources.remove("severity");
    long read = READ + index * Long.parseLong(setting("apart.seconds", "10")) * 1_000_000_000L;
    Attributes.Builder attributes = Attributes.builder();
    sources.forEach(attributes::put);
    return LogRecord.builder(timed ? SOURCE_TIME : read, read, Value.ofUtf8(body))
        .attributes(attributes.build())
        .severity(severity == null ? 0 : Integer.parseInt(severity), severity == null ? "" : "own")
        .build();
  }

  /** A record as a person reads it. */
  public static String rendered(LogRecord record) {
    StringBuilder out = new StringBuilder(value(record.body())).append('\n');
    if (record.timeUnixNanos() == SOURCE_TIME) {
      out.append("  time      the source's\n");
    } else if (record.timeUnixNanos() != record.observedUnixNanos()) {
      out.append("  time      ").append(time(record.timeUnixNanos())).append('\n');
    }
    if (record.severityNumber() != 0) {
      out.append("  severity  %d %s%n".formatted(record.severityNumber(), record.severityText()));
    }
    if (record.traceId().length() + record.spanId().length() > 0) {
      out.append(
          "  trace     %s %s %d%n"
              .formatted(hex(record.traceId()), hex(record.spanId()), record.flags()));
    }
    record
        .attributes()
        .forEach((key, value) -> out.append("  %s = %s%n".formatted(key, value(value))));
    return out.toString();
  }

  private static String hex(ByteSlice bytes) {
    return java.util.HexFormat.of().formatHex(bytes.toByteArray());
  }

  private static String time(long unixNanos) {
    return Instant.ofEpochSecond(
            Math.floorDiv(unixNanos, 1_000_000_000L), Math.floorMod(unixNanos, 1_000_000_000L))
        .toString();
  }

  private static String value(Value value) {
    return switch (value) {
      case Value.Text text -> '"' + shown(text.utf8().toByteArray(), true) + '"';
      case Value.Bytes bytes -> "bytes \"" + shown(bytes.bytes().toByteArray(), false) + '"';
      case Value.Items items -> items.values().stream().map(StepCase::value).toList().toString();
      case Value.Int number -> Long.toString(number.value());
      case Value.Bool bool -> Boolean.toString(bool.value());
      case Value.Real real -> Double.toString(real.value());
      case Value.Fields fields -> {
        StringBuilder out = new StringBuilder("{");
        fields
            .attributes()
            .forEach(
                (key, inner) ->
                    out.append(out.length() > 1 ? ", " : "")
                        .append(key)
                        .append('=')
                        .append(value(inner)));
        yield out.append('}').toString();
      }
    };
  }

  /** What does not show as itself as {@code \xNN}. */
  private static String shown(byte[] bytes, boolean utf8) {
    StringBuilder out = new StringBuilder();
    String text = new String(bytes, utf8 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean visible = c >= ' ' && c != 0x7F && c != 0xFEFF && (c < 0x7F || utf8);
      out.append(visible ? String.valueOf(c) : "\\x%02x".formatted((int) c));
    }
    return out.toString();
  }
}
