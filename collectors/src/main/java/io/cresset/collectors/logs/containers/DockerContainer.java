package io.cresset.collectors.logs.containers;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What Docker keeps about a container in {@code config.v2.json} beside its log. Of a container that
 * a kubelet started by way of Docker the labels name the pod.
 *
 * @param name as {@code docker ps} shows it; empty if the file does not tell
 * @param image as it was named when the container was made, {@code nginx:1.29}
 */
record DockerContainer(String name, String image, Map<String, String> labels) {
  static final String FILE = "config.v2.json";

  /** A larger file is not read: a container's is a few KiB. */
  static final int MAX_BYTES = 1024 * 1024;

  private static final byte[] NAME = word("Name");
  private static final byte[] CONFIG = word("Config");
  private static final byte[] IMAGE = word("Image");
  private static final byte[] LABELS = word("Labels");

  /** Of the labels those that are needed. */
  private static final String KUBERNETES = "io.kubernetes.";

  private static final String RESTARTS = "annotation.io.kubernetes.container.restartCount";

  DockerContainer {
    labels = Map.copyOf(labels);
  }

  private static byte[] word(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Empty if the file is not what it should be. */
  static Optional<DockerContainer> parse(byte[] file) {
    JsonCursor json = new JsonCursor();
    json.start(file, 0, file.length);
    String name = "";
    String image = "";
    Map<String, String> labels = new HashMap<>();
    if (!json.take('{')) {
      return Optional.empty();
    }
    do {
      if (!json.name()) {
        return Optional.empty();
      }
      if (json.is(NAME) && json.string()) {
        name = json.text();
      } else if (json.is(CONFIG) && json.isAtObject()) {
        image = config(json, labels);
      } else {
        json.skip();
      }
    } while (!json.failed() && json.take(','));
    if (json.failed() || !json.take('}')) {
      return Optional.empty();
    }
    return Optional.of(
        new DockerContainer(name.startsWith("/") ? name.substring(1) : name, image, labels));
  }

  /** The object {@code Config}: returns the image, and puts the labels that matter. */
  private static String config(JsonCursor json, Map<String, String> labels) {
    String image = "";
    json.take('{');
    if (json.take('}')) {
      return image;
    }
    do {
      if (!json.name()) {
        return image;
      }
      if (json.is(IMAGE) && json.isAtString()) {
        json.string();
        image = json.text();
      } else if (json.is(LABELS) && json.isAtObject()) {
        labels(json, labels);
      } else {
        json.skip();
      }
    } while (!json.failed() && json.take(','));
    json.require('}');
    return image;
  }

  private static void labels(JsonCursor json, Map<String, String> labels) {
    json.take('{');
    if (json.take('}')) {
      return;
    }
    do {
      if (!json.name()) {
        return;
      }
      String label = json.text();
      if (!json.isAtString()) {
        json.skip();
      } else if (json.string() && (label.startsWith(KUBERNETES) || label.equals(RESTARTS))) {
        labels.put(label, json.text());
      }
    } while (!json.failed() && json.take(','));
    json.require('}');
  }

  /** A label of the kubelet, such as {@code pod.name}. */
  Optional<String> kubernetes(String label) {
    return Optional.ofNullable(labels.get(KUBERNETES + label));
  }

  /** How often the kubelet has started this container again. */
  Optional<String> restarts() {
    return Optional.ofNullable(labels.get(RESTARTS));
  }
}
