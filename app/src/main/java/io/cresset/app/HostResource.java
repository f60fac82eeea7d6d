package io.cresset.app;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.Resource;
import io.cresset.core.config.CressetConfig;
import java.util.Map;

/** This host as a resource: its name, and what the configuration says about it. */
final class HostResource {
  private HostResource() {}

  static Resource of(CressetConfig config) {
    Resource resource = Resource.of(Attributes.of(Resource.HOST_NAME, HostName.find()));
    for (Map.Entry<String, String> attribute : config.general().resource().entrySet()) {
      resource = resource.with(attribute.getKey(), attribute.getValue());
    }
    return resource;
  }
}
