package io.cresset.collectors.node.network;

import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import java.util.List;

/**
 * How ipvs tells backends.
 *
 * @throws IllegalArgumentException if a label is not known
 */
public record IpvsOptions(
    @Doc("Labels of backends; those that are equal in them are told as one, summed.")
        @Default("[local_address,local_port,remote_address,remote_port,proto,local_mark]")
        List<String> backendLabels) {

  static final List<String> LABELS =
      List.of(
          "local_address", "local_port", "remote_address", "remote_port", "proto", "local_mark");

  public IpvsOptions {
    for (String label : backendLabels) {
      if (!LABELS.contains(label)) {
        throw new IllegalArgumentException(
            "backend_labels: there is no '" + label + "'; known are " + String.join(", ", LABELS));
      }
    }
    backendLabels = List.copyOf(backendLabels);
  }
}
