package io.cresset.exporters.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.RunResult;
import io.cresset.api.export.View.Run;
import io.cresset.api.http.HttpRoutes;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.Resource;
import io.cresset.exporters.TestContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;

/** A scrape page, and runs that report to it. */
class PageStage {
  static final Resource DEVICE =
      Resource.of(Attributes.builder().put("host.name", "gate").put("job", "snmp").build());

  final TestContext context = new TestContext("prometheus");
  final ScrapePage page = new ScrapePage(context);
  private long sequence;

  @BeforeEach
  void start() {
    page.start();
  }

  Run run(String component, String task, Rhythm.Kind kind) {
    return new Run(component, task, kind, ++sequence, context.time().unixNanos());
  }

  Run onDemand(String component, String task) {
    return run(component, task, Rhythm.Kind.ON_DEMAND);
  }

  Run every(String task) {
    return run("snmp/gate", task, Rhythm.Kind.EVERY);
  }

  static MetricFamily gauge(String name, double value) {
    return MetricSpec.gauge(name, "Help of " + name + ".").family(value);
  }

  static MetricFamily gauge(String name, String label, String... values) {
    return MetricSpec.gauge(name, "Help.", label)
        .family(
            List.of(values).stream()
                .map(value -> new NumberPoint(Labels.of(label, value), 1))
                .toList());
  }

  void accept(Run run, MetricFamily... families) {
    page.accept(run, MetricBatch.of(context.resource(), List.of(families)));
  }

  void succeeded(Run run) {
    page.ended(run, new RunResult(Duration.ofMillis(5), Optional.empty()));
  }

  void failed(Run run) {
    page.ended(
        run,
        new RunResult(
            Duration.ofMillis(5),
            Optional.of(new CollectFailure(CollectFailure.Kind.TIMEOUT, "no answer", ""))));
  }

  void whole(Run run, MetricFamily... families) {
    accept(run, families);
    succeeded(run);
  }

  HttpRoutes.Response get(String path, String... headers) {
    try {
      return context.testRoutes().get(path, headers);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  String text(String path) {
    HttpRoutes.Response response = get(path);
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.contentType()).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    return new String(response.body(), UTF_8);
  }

  /** The page without its comments. */
  List<String> series(String path) {
    return text(path).lines().filter(line -> !line.startsWith("#")).toList();
  }
}
