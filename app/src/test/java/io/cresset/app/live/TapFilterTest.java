package io.cresset.app.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.api.model.Signal;
import io.cresset.api.model.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TapFilterTest {

  @ParameterizedTest
  @CsvSource({
    "node_load1, node_load1, true",
    "node_load1, node_load, false",
    "node_load?, node_load1, true",
    "node_load?, node_load, false",
    "node_*, node_load1, true",
    "*_total, node_cpu_seconds_total, true",
    "*cpu*total, node_cpu_seconds_total, true",
    "*cpu*max, node_cpu_seconds_total, false",
    "*, anything, true",
    "**a*, bbab, true",
    "a*b*c, aXbXbXc, true",
    "a*b*c, aXbXbX, false",
    "node.load1, node_load1, false"
  })
  void namesWithStars(String glob, String name, boolean matches) {
    assertThat(TapFilter.of(Map.of("name", glob)).name(name)).isEqualTo(matches);
  }

  @Test
  void manyStarsCostNoMoreThanTheirLength() {
    TapFilter filter = TapFilter.of(Map.of("name", "*a".repeat(500) + "*b"));
    assertThat(filter.name("a".repeat(5000))).isFalse();
  }

  @Test
  void componentsByIdOrKind() {
    assertThat(TapFilter.of(Map.of()).component("snmp/router")).isTrue();
    assertThat(TapFilter.of(Map.of("component", "snmp")).component("snmp/router")).isTrue();
    assertThat(TapFilter.of(Map.of("component", "snmp/router")).component("snmp/router")).isTrue();
    assertThat(TapFilter.of(Map.of("component", "snmp/r")).component("snmp/router")).isFalse();
    assertThat(TapFilter.of(Map.of("component", "snm")).component("snmp")).isFalse();
  }

  @Test
  void resourcesByAllAttributes() {
    Resource router =
        Resource.of(Attributes.builder().put("host.name", "router").put("job", "syslog").build());
    assertThat(resource("host.name=router").resource(router)).isTrue();
    assertThat(resource("host.name=router\njob=syslog").resource(router)).isTrue();
    assertThat(resource("host.name=router\njob=node").resource(router)).isFalse();
    assertThat(resource("host=router").resource(router)).isFalse();
    assertThat(resource("host.name=route").resource(router)).isFalse();
    assertThatThrownBy(() -> resource("router"))
        .hasMessage("'router' is no resource attribute; write key=value, such as host.name=router");
  }

  private static TapFilter resource(String lines) {
    return TapFilter.of(Map.of("resource", lines));
  }

  @Test
  void textInBodyOrAttributes() {
    LogRecord record =
        LogRecord.builder(1, 1, Value.of("link on eth0 is döwn"))
            .attributes(
                Attributes.builder()
                    .put("app", "kernel")
                    .put("pid", 417)
                    .put("list", new Value.Items(List.of(Value.of("inner"))))
                    .put("raw", new Value.Bytes(ByteSlice.of(new byte[] {-1, 'r', 'a', 'w'})))
                    .build())
            .build();
    for (String has : List.of("link", "döwn", "eth0 is", "kernel", "417", "inner", "raw", "")) {
      assertThat(TapFilter.of(Map.of("text", has)).record(record)).as(has).isTrue();
    }
    for (String not : List.of("Link", "downn", "app", "42")) {
      assertThat(TapFilter.of(Map.of("text", not)).record(record)).as(not).isFalse();
    }
  }

  @Test
  void textIsForLogsAndNameForMetrics() {
    assertThat(TapFilter.of(Map.of()).signals()).containsExactlyInAnyOrder(Signal.values());
    assertThat(TapFilter.of(Map.of("text", "x")).signals()).containsExactly(Signal.LOGS);
    assertThat(TapFilter.of(Map.of("name", "x")).signals()).containsExactly(Signal.METRICS);
    assertThat(TapFilter.of(Map.of("signal", "logs")).signals()).containsExactly(Signal.LOGS);
    assertThatThrownBy(() -> TapFilter.of(Map.of("name", "x", "text", "y")))
        .hasMessage("nothing can match: --text is for logs and --name for metrics");
    assertThatThrownBy(() -> TapFilter.of(Map.of("name", "x", "signal", "logs")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
