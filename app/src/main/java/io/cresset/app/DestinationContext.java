package io.cresset.app;

import io.cresset.api.Time;
import io.cresset.api.export.Declaration;
import io.cresset.api.export.ExporterContext;
import io.cresset.api.http.HttpClient;
import io.cresset.api.http.HttpRoutes;
import io.cresset.api.model.Resource;
import io.cresset.core.runtime.Supervisor;
import java.time.Duration;
import java.util.List;

/** What one exporter may touch. */
record DestinationContext(
    String component,
    Time time,
    System.Logger logger,
    Resource resource,
    Supervisor supervisor,
    HttpClient http,
    HttpRoutes routes)
    implements ExporterContext {

  @Override
  public boolean collect(String collector, Duration limit) throws InterruptedException {
    return supervisor.collect(collector, limit);
  }

  @Override
  public List<Declaration> declarations() {
    return supervisor.declarations();
  }

  @Override
  public void unseen(String collector, String reason, long points) {
    supervisor.unseen(collector, reason, points);
  }
}
