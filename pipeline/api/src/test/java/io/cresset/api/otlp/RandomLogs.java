package io.cresset.api.otlp;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.LogsData;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.util.Random;

/** Messages as others may send them, also where they say what the model has no place for. */
final class RandomLogs {
  private final Random random;
  private final RandomModel model;

  RandomLogs(Random random) {
    this.random = random;
    this.model = new RandomModel(random.nextLong());
  }

  LogsData next() {
    LogsData.Builder data = LogsData.newBuilder();
    for (int i = random.nextInt(3); i >= 0; i--) {
      ResourceLogs.Builder logs = data.addResourceLogsBuilder();
      if (random.nextInt(4) > 0) {
        logs.setResource(Oracle.toProto(model.resource()).toBuilder().setDroppedAttributesCount(2));
        if (random.nextInt(4) == 0) {
          logs.getResourceBuilder().addAttributesBuilder(); // Neither key nor value.
        }
      }
      logs.setSchemaUrl(random.nextBoolean() ? "https://example.com/schema" : "");
      for (int k = random.nextInt(3); k > 0; k--) {
        addScope(logs.addScopeLogsBuilder());
      }
    }
    return data.build();
  }

  private void addScope(ScopeLogs.Builder scope) {
    if (random.nextBoolean()) {
      scope.setScope(
          InstrumentationScope.newBuilder()
              .setName("a scope")
              .addAllAttributes(Oracle.toProto(model.attributes(1))));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      scope.addLogRecords(record());
    }
  }

  private LogRecord record() {
    LogRecord.Builder record = Oracle.toProto(model.record()).toBuilder();
    switch (random.nextInt(10)) {
      case 0 -> record.clearTimeUnixNano();
      case 1 -> record.clearTimeUnixNano().clearObservedTimeUnixNano();
      case 2 -> record.setSeverityNumberValue(random.nextInt());
      case 3 -> record.clearBody();
      case 4 -> record.getBodyBuilder().clearValue();
      case 5 -> record.setTraceId(ByteString.copyFromUtf8("short")).setSpanId(ByteString.EMPTY);
      case 6 -> record.addAttributesBuilder().setKey("no value");
      case 7 -> record.getBodyBuilder().getArrayValueBuilder().addValuesBuilder();
      case 8 -> record.addAttributesBuilder().setKey("0k0").getValueBuilder().setIntValue(7);
      default -> record.setDroppedAttributesCount(random.nextInt());
    }
    return record.build();
  }
}
