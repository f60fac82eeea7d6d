package io.cresset.exporters.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.RunResult;
import io.cresset.api.export.View.Run;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricSpec;
import io.cresset.exporters.TestContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class ConcurrentPageTest {
  private static final int RUNS = 2000;

  /** Each run emits two families of one value in two batches; a page never sees them differ. */
  @Test
  void noPageShowsHalfARun() throws Exception {
    TestContext context = new TestContext("prometheus");
    ScrapePage page = new ScrapePage(context);
    page.start();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> work = new ArrayList<>();
      for (String task : List.of("one", "two", "three")) {
        work.add(threads.submit(() -> emit(page, context, task)));
      }
      for (int i = 0; i < 3; i++) {
        work.add(threads.submit(() -> look(context)));
      }
      for (Future<?> done : work) {
        done.get();
      }
    }
  }

  private static Void emit(ScrapePage page, TestContext context, String task) {
    for (int i = 1; i <= RUNS; i++) {
      Run run = new Run("c", task, Rhythm.Kind.EVERY, i, i);
      for (String half : List.of("first_", "second_")) {
        page.accept(
            run,
            MetricBatch.of(
                context.resource(), List.of(MetricSpec.gauge(half + task, "x").family(i))));
      }
      page.ended(run, new RunResult(Duration.ZERO, Optional.empty()));
    }
    return null;
  }

  private static Void look(TestContext context) throws InterruptedException {
    for (int i = 0; i < RUNS; i++) {
      String text = new String(context.testRoutes().get("/metrics").body(), UTF_8);
      for (String task : List.of("one", "two", "three")) {
        assertThat(value(text, "first_" + task)).isEqualTo(value(text, "second_" + task));
      }
    }
    return null;
  }

  private static String value(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name + " "))
        .findFirst()
        .map(line -> line.substring(name.length()))
        .orElse("");
  }
}
