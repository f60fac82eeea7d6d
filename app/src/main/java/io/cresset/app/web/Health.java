package io.cresset.app.web;

import io.cresset.api.http.HttpRoutes;
import io.cresset.core.runtime.ComponentStatus;
import io.cresset.core.runtime.Supervisor;

/**
 * {@code /healthz}: the process works. {@code /readyz}: every component has started at least once,
 * else 503 and those that have not. Neither fails because a device is away later.
 */
public final class Health {
  private Health() {}

  public static void route(HttpRoutes routes, Supervisor supervisor) {
    HttpRoutes.Registration _ = routes.get("/healthz", _ -> HttpRoutes.Response.text(200, "ok\n"));
    HttpRoutes.Registration _ = routes.get("/readyz", _ -> ready(supervisor.status()));
  }

  static HttpRoutes.Response ready(Iterable<ComponentStatus> components) {
    StringBuilder waiting = new StringBuilder();
    for (ComponentStatus component : components) {
      if (!component.started()) {
        waiting.append(component.component()).append(" has not started yet");
        component.tasks().stream()
            .filter(task -> !task.error().isEmpty())
            .forEach(
                task ->
                    waiting
                        .append("; ")
                        .append(task.task())
                        .append(": ")
                        .append(task.error())
                        .append(task.remedy().isEmpty() ? "" : " (" + task.remedy() + ")"));
        waiting.append('\n');
      }
    }
    return waiting.isEmpty()
        ? HttpRoutes.Response.text(200, "ok\n")
        : HttpRoutes.Response.text(503, waiting.toString());
  }
}
