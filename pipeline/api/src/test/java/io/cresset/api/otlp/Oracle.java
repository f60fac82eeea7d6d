package io.cresset.api.otlp;

import com.google.protobuf.ByteString;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Value;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogsData;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import java.util.ArrayList;
import java.util.List;

/**
 * The model in the generated classes of opentelemetry-proto, and back: what our codec must equal.
 */
final class Oracle {
  private Oracle() {}

  static LogsData toProto(LogBatch batch) {
    LogsData.Builder data = LogsData.newBuilder();
    for (ResourceLogs resource : batch.resources()) {
      var logs = data.addResourceLogsBuilder();
      if (!resource.resource().attributes().isEmpty()) {
        logs.setResource(toProto(resource.resource()));
      }
      ScopeLogs.Builder scope = logs.addScopeLogsBuilder();
      resource.records().forEach(record -> scope.addLogRecords(toProto(record)));
    }
    return data.build();
  }

  static io.opentelemetry.proto.resource.v1.Resource toProto(Resource resource) {
    return io.opentelemetry.proto.resource.v1.Resource.newBuilder()
        .addAllAttributes(toProto(resource.attributes()))
        .build();
  }

  static io.opentelemetry.proto.logs.v1.LogRecord toProto(LogRecord record) {
    var proto = io.opentelemetry.proto.logs.v1.LogRecord.newBuilder();
    proto.setTimeUnixNano(record.timeUnixNanos());
    proto.setObservedTimeUnixNano(record.observedUnixNanos());
    proto.setSeverityNumber(SeverityNumber.forNumber(record.severityNumber()));
    proto.setSeverityText(record.severityText());
    String eventName = record.eventName();
    proto.setEventName(eventName == null ? "" : eventName);
    proto.setBody(toProto(record.body()));
    proto.addAllAttributes(toProto(record.attributes()));
    proto.setTraceId(toProto(record.traceId()));
    proto.setSpanId(toProto(record.spanId()));
    proto.setFlags(record.flags());
    return proto.build();
  }

  static List<KeyValue> toProto(Attributes attributes) {
    List<KeyValue> list = new ArrayList<>();
    attributes.forEach(
        (key, value) ->
            list.add(KeyValue.newBuilder().setKey(key).setValue(toProto(value)).build()));
    return list;
  }

  static AnyValue toProto(Value value) {
    AnyValue.Builder any = AnyValue.newBuilder();
    switch (value) {
      case Value.Text(ByteSlice utf8) -> any.setStringValueBytes(toProto(utf8));
      case Value.Bytes(ByteSlice bytes) -> any.setBytesValue(toProto(bytes));
      case Value.Bool(boolean flag) -> any.setBoolValue(flag);
      case Value.Int(long number) -> any.setIntValue(number);
      case Value.Real(double number) -> any.setDoubleValue(number);
      case Value.Items(List<Value> values) -> {
        ArrayValue.Builder array = any.getArrayValueBuilder();
        values.forEach(element -> array.addValues(toProto(element)));
      }
      case Value.Fields(Attributes attributes) ->
          any.setKvlistValue(KeyValueList.newBuilder().addAllValues(toProto(attributes)));
    }
    return any.build();
  }

  private static ByteString toProto(ByteSlice bytes) {
    return ByteString.copyFrom(bytes.array(), bytes.offset(), bytes.length());
  }

  static List<ResourceLogs> toModel(LogsData data) {
    List<ResourceLogs> resources = new ArrayList<>();
    for (var logs : data.getResourceLogsList()) {
      List<LogRecord> records = new ArrayList<>();
      for (ScopeLogs scope : logs.getScopeLogsList()) {
        scope.getLogRecordsList().forEach(record -> records.add(toModel(record)));
      }
      resources.add(new ResourceLogs(toModel(logs.getResource()), records));
    }
    return resources;
  }

  static Resource toModel(io.opentelemetry.proto.resource.v1.Resource resource) {
    return Resource.of(toModel(resource.getAttributesList()));
  }

  static LogRecord toModel(io.opentelemetry.proto.logs.v1.LogRecord proto) {
    long time = proto.getTimeUnixNano();
    long observed = proto.getObservedTimeUnixNano();
    int severity = proto.getSeverityNumberValue();
    ByteSlice traceId = toModel(proto.getTraceId());
    ByteSlice spanId = toModel(proto.getSpanId());
    return new LogRecord(
        time == 0 ? observed : time,
        observed,
        severity >= 0 && severity <= 24 ? severity : 0,
        proto.getSeverityText(),
        proto.getEventName().isEmpty() ? null : proto.getEventName(),
        toModel(proto.getBody()),
        toModel(proto.getAttributesList()),
        traceId.length() == 16 ? traceId : ByteSlice.empty(),
        spanId.length() == 8 ? spanId : ByteSlice.empty(),
        proto.getFlags());
  }

  static Attributes toModel(List<KeyValue> list) {
    Attributes.Builder attributes = Attributes.builder();
    for (KeyValue field : list) {
      if (!field.getKey().isEmpty()) {
        attributes.put(field.getKey(), toModel(field.getValue()));
      }
    }
    return attributes.build();
  }

  static Value toModel(AnyValue any) {
    return switch (any.getValueCase()) {
      case STRING_VALUE -> Value.of(any.getStringValue());
      case BOOL_VALUE -> Value.of(any.getBoolValue());
      case INT_VALUE -> Value.of(any.getIntValue());
      case DOUBLE_VALUE -> Value.of(any.getDoubleValue());
      case BYTES_VALUE -> new Value.Bytes(toModel(any.getBytesValue()));
      case ARRAY_VALUE -> {
        List<Value> values = new ArrayList<>();
        any.getArrayValue().getValuesList().forEach(element -> values.add(toModel(element)));
        yield new Value.Items(values);
      }
      case KVLIST_VALUE -> new Value.Fields(toModel(any.getKvlistValue().getValuesList()));
      // An index into a table that only profiles have is, in a log, no value.
      case STRING_VALUE_STRINDEX, VALUE_NOT_SET -> Value.of("");
    };
  }

  static ByteSlice toModel(ByteString bytes) {
    return ByteSlice.of(bytes.toByteArray());
  }
}
