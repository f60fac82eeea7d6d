package io.cresset.app.print;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.HistogramPoint;
import io.cresset.api.model.Labels;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.MetricType;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.Point;
import io.cresset.api.model.Resource;
import io.cresset.api.model.SummaryPoint;
import io.cresset.api.model.Value;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/**
 * One record as one line of JSON: what it is about, and the record as OTLP's JSON has it. Of a
 * metric it is one with a single data point.
 *
 * <pre>
 * {"number":7,"resource":{"attributes":[...]},"logRecord":{"timeUnixNano":"...","body":{...}}}
 * {"number":8,"resource":{"attributes":[...]},"metric":{"name":"...","gauge":{"dataPoints":[...]}}}
 * </pre>
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding">OTLP's JSON</a>
 */
public final class OtlpJson {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int CUMULATIVE = 2;
  private static final int NO_RECORDED_VALUE = 1;

  private final JsonGenerator json;

  private OtlpJson(JsonGenerator json) {
    this.json = json;
  }

  /** Writes some fields; whoever passes one may throw what the generator throws. */
  @FunctionalInterface
  public interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  /**
   * One object on one line.
   *
   * @param fields what is in it
   */
  public static String line(Fields fields) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /**
   * @param first fields to stand before the record's own
   */
  public static String of(Fields first, Resource resource, LogRecord record) {
    return line(
        json -> {
          first.write(json);
          OtlpJson otlp = new OtlpJson(json);
          otlp.resource(resource);
          otlp.record(record);
        });
  }

  /**
   * @param first fields to stand before the point's own
   */
  public static String of(Fields first, Resource resource, MetricSpec spec, Point point) {
    return line(
        json -> {
          first.write(json);
          OtlpJson otlp = new OtlpJson(json);
          otlp.resource(resource);
          otlp.metric(spec, point);
        });
  }

  private void resource(Resource resource) throws IOException {
    json.writeObjectFieldStart("resource");
    attributes(resource.attributes());
    json.writeEndObject();
  }

  private void attributes(Attributes attributes) throws IOException {
    json.writeArrayFieldStart("attributes");
    values(attributes);
    json.writeEndArray();
  }

  private void values(Attributes attributes) throws IOException {
    for (int i = 0; i < attributes.size(); i++) {
      json.writeStartObject();
      json.writeStringField("key", attributes.key(i));
      value("value", attributes.value(i));
      json.writeEndObject();
    }
  }

  private void value(String field, Value value) throws IOException {
    json.writeFieldName(field);
    value(value);
  }

  private void value(Value value) throws IOException {
    json.writeStartObject();
    switch (value) {
      case Value.Text text -> json.writeStringField("stringValue", text.toString());
      case Value.Bytes(ByteSlice bytes) ->
          json.writeStringField(
              "bytesValue", Base64.getEncoder().encodeToString(bytes.toByteArray()));
      case Value.Bool(boolean truth) -> json.writeBooleanField("boolValue", truth);
      case Value.Int(long number) -> json.writeStringField("intValue", Long.toString(number));
      case Value.Real(double number) -> number("doubleValue", number);
      case Value.Items items -> {
        json.writeObjectFieldStart("arrayValue");
        json.writeArrayFieldStart("values");
        for (Value item : items.values()) {
          value(item);
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      case Value.Fields(Attributes attributes) -> {
        json.writeObjectFieldStart("kvlistValue");
        json.writeArrayFieldStart("values");
        values(attributes);
        json.writeEndArray();
        json.writeEndObject();
      }
    }
    json.writeEndObject();
  }

  /** What is no number is written by its name, as protobuf's JSON has it. */
  private void number(String field, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumberField(field, value);
    } else {
      json.writeStringField(field, Double.toString(value));
    }
  }

  private void whole(String field, long value) throws IOException {
    json.writeStringField(field, Long.toString(value));
  }

  private void record(LogRecord record) throws IOException {
    json.writeObjectFieldStart("logRecord");
    whole("timeUnixNano", record.timeUnixNanos());
    whole("observedTimeUnixNano", record.observedUnixNanos());
    if (record.severityNumber() > 0) {
      json.writeNumberField("severityNumber", record.severityNumber());
    }
    if (!record.severityText().isEmpty()) {
      json.writeStringField("severityText", record.severityText());
    }
    if (record.eventName() != null) {
      json.writeStringField("eventName", record.eventName());
    }
    value("body", record.body());
    attributes(record.attributes());
    if (record.traceId().length() > 0) {
      json.writeStringField("traceId", HexFormat.of().formatHex(record.traceId().toByteArray()));
    }
    if (record.spanId().length() > 0) {
      json.writeStringField("spanId", HexFormat.of().formatHex(record.spanId().toByteArray()));
    }
    if (record.flags() != 0) {
      json.writeNumberField("flags", record.flags());
    }
    json.writeEndObject();
  }

  private void metric(MetricSpec spec, Point point) throws IOException {
    MetricType type = spec.type();
    json.writeObjectFieldStart("metric");
    json.writeStringField("name", spec.name());
    json.writeStringField("description", spec.help());
    json.writeStringField("unit", spec.unit());
    json.writeObjectFieldStart(
        switch (type) {
          case COUNTER, INFO, STATESET -> "sum";
          case GAUGE, UNKNOWN -> "gauge";
          case HISTOGRAM -> "histogram";
          case SUMMARY -> "summary";
        });
    json.writeArrayFieldStart("dataPoints");
    point(point);
    json.writeEndArray();
    switch (type) {
      case COUNTER, INFO, STATESET -> {
        json.writeNumberField("aggregationTemporality", CUMULATIVE);
        json.writeBooleanField("isMonotonic", type == MetricType.COUNTER);
      }
      case HISTOGRAM -> json.writeNumberField("aggregationTemporality", CUMULATIVE);
      case GAUGE, UNKNOWN, SUMMARY -> {
        // These have none.
      }
    }
    json.writeEndObject();
    json.writeArrayFieldStart("metadata");
    values(Attributes.of("prometheus.type", type.id().toLowerCase(Locale.ROOT)));
    json.writeEndArray();
    json.writeEndObject();
  }

  private void point(Point point) throws IOException {
    json.writeStartObject();
    Labels labels = point.labels();
    Attributes.Builder attributes = Attributes.builder();
    for (int i = 0; i < labels.size(); i++) {
      attributes.put(labels.name(i), labels.value(i));
    }
    attributes(attributes.build());
    whole("timeUnixNano", point.timeUnixNanos());
    if (point.ended()) {
      json.writeNumberField("flags", NO_RECORDED_VALUE);
    } else {
      switch (point) {
        case NumberPoint number -> number("asDouble", number.value());
        case HistogramPoint histogram -> histogram(histogram);
        case SummaryPoint summary -> summary(summary);
      }
    }
    json.writeEndObject();
  }

  private void histogram(HistogramPoint histogram) throws IOException {
    whole("count", histogram.count());
    number("sum", histogram.sum());
    json.writeArrayFieldStart("bucketCounts");
    for (long count : histogram.counts()) {
      json.writeString(Long.toString(count));
    }
    json.writeEndArray();
    json.writeArrayFieldStart("explicitBounds");
    for (double bound : histogram.bounds()) {
      json.writeNumber(bound);
    }
    json.writeEndArray();
  }

  private void summary(SummaryPoint summary) throws IOException {
    whole("count", summary.count());
    number("sum", summary.sum());
    json.writeArrayFieldStart("quantileValues");
    for (SummaryPoint.Quantile quantile : summary.quantiles()) {
      json.writeStartObject();
      json.writeNumberField("quantile", quantile.quantile());
      number("value", quantile.value());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
