package io.cresset.exporters.remotewrite;

import io.cresset.api.model.Resource;
import io.cresset.api.model.Value;
import java.util.Optional;

/** The two labels that say where every series comes from. Neither is empty. */
record Origin(String job, String instance) {
  private static final String SERVICE_NAMESPACE = "service.namespace";

  /**
   * By OpenTelemetry's rules for Prometheus, unless the resource has a {@code job} of its own. What
   * a resource does not say is {@code unknown}.
   */
  static Origin of(Resource about) {
    Optional<String> service =
        given(about.serviceName())
            .map(
                name ->
                    given(namespace(about)).map(namespace -> namespace + "/" + name).orElse(name));
    return new Origin(
        given(about.job()).or(() -> service).orElse("unknown"),
        given(about.instance()).orElse("unknown"));
  }

  private static Optional<String> given(Optional<String> text) {
    return text.filter(some -> !some.isEmpty());
  }

  private static Optional<String> namespace(Resource about) {
    return about
        .attributes()
        .get(SERVICE_NAMESPACE)
        .filter(Value.Text.class::isInstance)
        .map(Value::toString);
  }
}
