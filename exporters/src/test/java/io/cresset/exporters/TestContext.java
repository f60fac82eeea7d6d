package io.cresset.exporters;

import io.cresset.api.Time;
import io.cresset.api.export.Declaration;
import io.cresset.api.export.ExporterContext;
import io.cresset.api.http.HttpClient;
import io.cresset.api.http.HttpRoutes;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.Resource;
import io.cresset.testkit.FakeTime;
import io.cresset.testkit.RecordingLogger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/** What an exporter sees in a test: a clock to hold, routes to call, a client that really sends. */
public final class TestContext implements ExporterContext {
  private final FakeTime time = new FakeTime();
  private final RecordingLogger logger = new RecordingLogger();
  private final TestRoutes routes = new TestRoutes();
  private final PlainHttpClient http = new PlainHttpClient();
  private final List<String> collected = new ArrayList<>();
  private final List<Declaration> declarations = new ArrayList<>();
  private final List<String> unseen = new ArrayList<>();
  private final String component;
  private BiPredicate<String, Duration> collector = (_, _) -> true;

  public TestContext(String component) {
    this.component = component;
  }

  /** What {@link #collect} does. */
  public void onCollect(BiPredicate<String, Duration> action) {
    collector = action;
  }

  /** What was collected, as {@code collector limit}. */
  public List<String> collected() {
    return collected;
  }

  @Override
  public String component() {
    return component;
  }

  @Override
  public Time time() {
    return time;
  }

  public FakeTime fakeTime() {
    return time;
  }

  @Override
  public System.Logger logger() {
    return logger;
  }

  public List<String> logged() {
    return logger.lines();
  }

  @Override
  public Resource resource() {
    return Resource.of(
        Attributes.builder().put("host.name", "here").put("job", "node-exporter").build());
  }

  @Override
  public HttpClient http() {
    return http;
  }

  @Override
  public HttpRoutes routes() {
    return routes;
  }

  public TestRoutes testRoutes() {
    return routes;
  }

  @Override
  public boolean collect(String name, Duration limit) {
    collected.add(name + " " + limit);
    return collector.test(name, limit);
  }

  /** A collector that runs from now on. */
  public void declare(String collectorComponent, MetricSpec... specs) {
    declarations.add(new Declaration(collectorComponent, List.of(specs)));
  }

  @Override
  public List<Declaration> declarations() {
    return List.copyOf(declarations);
  }

  /** What was left out, as {@code component reason points}. */
  public List<String> unseen() {
    return unseen;
  }

  @Override
  public void unseen(String collectorComponent, String reason, long points) {
    unseen.add(collectorComponent + " " + reason + " " + points);
  }
}
