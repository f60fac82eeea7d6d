package io.cresset.app.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cresset.api.collect.Rhythm;
import io.cresset.api.export.View;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.Labels;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Value;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.testkit.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TapTest {
  private static final Resource AP = Resource.of(Attributes.of("host.name", "ap"));
  private static final View.Run RUN =
      new View.Run("syslog", "udp", Rhythm.Kind.LISTEN, 1, 1_700_000_000_000_000_000L);

  private final FakeTime time = new FakeTime();
  private final Mask mask = new Mask(List::of, time);

  private Tap tap(int rate, boolean json, Map<String, String> query) {
    return new Tap(TapFilter.of(query), new TapPrinter(json, mask), rate, time);
  }

  private static LogBatch lines(int first, int count, String text) {
    List<LogRecord> records = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      records.add(
          LogRecord.builder(1_700_000_000_000_000_000L + i, 0, Value.of(text + " " + i)).build());
    }
    return new LogBatch(List.of(new ResourceLogs(AP, records)), PositionMoves.none());
  }

  @Test
  void showsWhatFlows() throws Exception {
    Tap tap = tap(100, false, Map.of());
    tap.accept(RUN, lines(0, 1, "line with password=x"));
    tap.accept(RUN, OtlpLogs.encode(lines(1, 1, "encoded")));
    tap.accept(
        RUN,
        MetricBatch.of(
            AP,
            List.of(
                MetricSpec.gauge("up", "Up.", "token", "zone")
                    .family(
                        List.of(
                            new NumberPoint(Labels.of("token", "abc", "zone", "a\"b"), 0.5))))));
    assertThat(tap.take(0).lines())
        .containsExactly(
            "2023-11-14T22:13:20Z syslog {host.name=ap} - line with password=*** 0",
            "2023-11-14T22:13:20.000000001Z syslog {host.name=ap} - encoded 1",
            "2023-11-14T22:13:20Z syslog {host.name=ap} up{token=\"***\",zone=\"a\\\"b\"} 0.5");
    assertThat(tap.take(0).isNothing()).isTrue();
  }

  @Test
  void asJson() throws Exception {
    Tap tap = tap(100, true, Map.of());
    tap.accept(RUN, lines(0, 1, "token=\"x\" here"));
    assertThat(tap.take(0).lines())
        .containsExactly(
            "{\"component\":\"syslog\",\"resource\":{\"attributes\":[{\"key\":\"host.name\","
                + "\"value\":{\"stringValue\":\"ap\"}}]},\"logRecord\":{\"timeUnixNano\":"
                + "\"1700000000000000000\",\"observedTimeUnixNano\":\"0\",\"body\":"
                + "{\"stringValue\":\"token=*** here 0\"},\"attributes\":[]}}");
  }

  @Test
  void whatIsOverTheRateIsCountedAndNotWorkedOn() throws Exception {
    Tap tap = tap(10, false, Map.of());
    tap.accept(RUN, lines(0, 25, "x"));
    Tap.Taken first = tap.take(0);
    assertThat(first.lines()).hasSize(10);
    assertThat(first.leftOut()).isEqualTo(15);
    tap.accept(RUN, lines(25, 5, "x"));
    assertThat(tap.take(0)).isEqualTo(new Tap.Taken(List.of(), 5, 0));
    time.advance(Duration.ofSeconds(1));
    tap.accept(RUN, lines(30, 5, "x"));
    assertThat(tap.take(0).lines()).hasSize(5);
  }

  @Test
  void whatDoesNotPassTheFilterIsNotCounted() throws Exception {
    Tap tap = tap(10, false, Map.of("text", "x 7"));
    tap.accept(RUN, lines(0, 100, "x"));
    Tap.Taken taken = tap.take(0);
    assertThat(taken.lines()).hasSize(10).allMatch(line -> line.contains("x 7"));
    assertThat(taken.leftOut()).isEqualTo(1);
    tap(10, false, Map.of("component", "node")).accept(RUN, lines(0, 1, "x"));
    assertThat(tap.take(0).isNothing()).isTrue();
  }

  @Test
  void aReaderWhoDoesNotReadLosesAndHoldsNobody() throws Exception {
    Tap tap = tap(10_000, false, Map.of());
    String kilobyte = "y".repeat(1000);
    tap.accept(RUN, lines(0, 2000, kilobyte));
    Tap.Taken taken = tap.take(0);
    assertThat(taken.lines().size() + taken.lost()).isEqualTo(2000);
    assertThat(taken.lines().stream().mapToInt(String::length).sum()).isLessThan(512 * 1024);
    assertThat(taken.lines()).hasSizeGreaterThan(400);
    // What comes once he has read is there again.
    tap.accept(RUN, lines(2000, 1, "again"));
    assertThat(tap.take(0).lines()).hasSize(1);
  }

  @Test
  void aLongLineIsCut() throws Exception {
    Tap tap = tap(10, false, Map.of());
    tap.accept(RUN, lines(0, 1, "z".repeat(100_000)));
    String line = tap.take(0).lines().getFirst();
    assertThat(line).hasSizeLessThan(17_000).endsWith(" characters more)");
  }

  @Test
  void aLongLineOfJsonStaysJson() throws Exception {
    Tap tap = tap(10, true, Map.of());
    tap.accept(RUN, lines(0, 1, "z\"".repeat(50_000)));
    JsonNode line = new ObjectMapper().readTree(tap.take(0).lines().getFirst());
    assertThat(line.path("cut").asText()).startsWith("{\"component\":").hasSize(16 * 1024);
    assertThat(line.path("charactersMore").asInt()).isGreaterThan(100_000);
  }
}
