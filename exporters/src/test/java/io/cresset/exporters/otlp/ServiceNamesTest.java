package io.cresset.exporters.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.otlp.MalformedOtlp;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogsData;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is added to resources, and that nothing else changes. */
final class ServiceNamesTest {
  private final ServiceNames names = new ServiceNames();

  /** Lines of a resource with these attributes. */
  private static ResourceLogs about(String... keysAndValues) {
    ResourceLogs.Builder about = ResourceLogs.newBuilder().setSchemaUrl("schema");
    about.addScopeLogsBuilder().addLogRecordsBuilder().getBodyBuilder().setStringValue("a line");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      KeyValue.Builder attribute = about.getResourceBuilder().addAttributesBuilder();
      attribute.setKey(keysAndValues[i]).getValueBuilder().setStringValue(keysAndValues[i + 1]);
    }
    return about.build();
  }

  private LogsData fill(ResourceLogs... resources) throws Exception {
    LogsData message = LogsData.newBuilder().addAllResourceLogs(List.of(resources)).build();
    return LogsData.parseFrom(names.fill(ByteSlice.of(message.toByteArray())).toByteArray());
  }

  @Test
  void whoItIsStandsWhereReadersLook() throws Exception {
    String host = "gate" + "x".repeat(150);
    String job = "syslog";
    assertThat(
            fill(
                    about("host.name", host, "job", job),
                    about("host.name", host, "job", job, "service.name", "sshd"),
                    about("service.instance.id", "7", "job", job),
                    about("job", job),
                    about("cluster", "home"))
                .getResourceLogsList())
        .containsExactly(
            about("host.name", host, "job", job, "service.name", job, "service.instance.id", host),
            about(
                "host.name", host, "job", job, "service.name", "sshd", "service.instance.id", host),
            about("service.instance.id", "7", "job", job, "service.name", job),
            about("job", job, "service.name", job),
            about("cluster", "home"));
  }

  @Test
  void whatSaysItAllIsTheSameBytes() throws Exception {
    LogsData message =
        LogsData.newBuilder()
            .addResourceLogs(about("service.name", "a", "service.instance.id", "b", "job", "c"))
            .addResourceLogs(ResourceLogs.newBuilder().setSchemaUrl("no resource"))
            .build();
    ByteSlice bytes = ByteSlice.of(message.toByteArray());
    assertThat(names.fill(bytes)).isSameAs(bytes);
  }

  @Test
  void atEverySizeAndAsAPartOfAnArray() throws Exception {
    List<ResourceLogs> expected = new ArrayList<>();
    LogsData.Builder message = LogsData.newBuilder();
    for (int length = 0; length < 300; length++) {
      String host = "h" + "x".repeat(length * 7);
      message.addResourceLogs(about("host.name", host));
      expected.add(about("host.name", host, "service.instance.id", host));
    }
    byte[] bytes = message.build().toByteArray();
    byte[] within = new byte[bytes.length + 20];
    System.arraycopy(bytes, 0, within, 13, bytes.length);
    for (int twice = 0; twice < 2; twice++) {
      ByteSlice filled = names.fill(ByteSlice.of(within, 13, bytes.length));
      assertThat(LogsData.parseFrom(filled.toByteArray()).getResourceLogsList())
          .isEqualTo(expected);
    }
  }

  @Test
  void badBytesAreRefusedOrLeftAlone() throws Exception {
    byte[] whole = fill(about("host.name", "gate", "job", "syslog")).toByteArray();
    long read =
        Stream.iterate(0, i -> i < whole.length, i -> i + 1)
            .filter(
                length -> {
                  try {
                    return names.fill(ByteSlice.of(whole, 0, length)).length() == length;
                  } catch (MalformedOtlp e) {
                    return false;
                  }
                })
            .count();
    assertThat(read).isLessThan(whole.length);
  }
}
