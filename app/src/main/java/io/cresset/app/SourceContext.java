package io.cresset.app;

import io.cresset.api.Time;
import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.Excerpt;
import io.cresset.api.collect.Legacy;
import io.cresset.api.http.HttpClient;
import io.cresset.api.http.HttpRoutes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Resource;
import io.cresset.core.runtime.Intake;
import java.util.Map;
import java.util.Optional;

/** What one collector and its steps may touch. */
record SourceContext(
    String component,
    Time time,
    System.Logger logger,
    Resource resource,
    Legacy inherited,
    Legacy left,
    Intake intake,
    HttpClient http,
    HttpRoutes server,
    Optional<Excerpt> excerpt)
    implements CollectorContext {

  @Override
  public Optional<ByteSlice> position(String key) {
    return intake.position(component, key);
  }

  @Override
  public Map<String, ByteSlice> positions() {
    return intake.positions(component);
  }

  /** Routes below {@code /<component>}. */
  @Override
  public HttpRoutes routes() {
    return (path, handler) -> server.get("/" + component + path, handler);
  }
}
