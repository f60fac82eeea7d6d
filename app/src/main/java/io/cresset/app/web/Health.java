package io.cresset.app.web;

import io.cresset.api.http.HttpRoutes;
import io.cresset.core.runtime.ComponentStatus;
import io.cresset.core.runtime.Supervisor;

/**
 * {@code /healthz}: the process works. {@code /readyz}: every component has started at least once,
 * else 503 and those that have not. Neither fails because a device is away later. Both answer
 * without a login, because who asks (a kubelet) has none; then they name nothing.
 */
public final class Health {
  private Health() {}

  public static void route(WebServer web, Supervisor supervisor) {
    HttpRoutes.Response ok = HttpRoutes.Response.text(200, "ok\n");
    HttpRoutes.Registration _ = web.get("/healthz", _ -> ok);
    HttpRoutes.Registration _ = web.toStrangers("/healthz", _ -> ok);
    HttpRoutes.Registration _ = web.get("/readyz", _ -> ready(supervisor.status()));
    HttpRoutes.Registration _ =
        web.toStrangers("/readyz", _ -> toStranger(ready(supervisor.status())));
  }

  /** Whether it is ready, and not what keeps it from being so. */
  static HttpRoutes.Response toStranger(HttpRoutes.Response ready) {
    return ready.status() == 200 ? ready : HttpRoutes.Response.text(ready.status(), "not ready\n");
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
