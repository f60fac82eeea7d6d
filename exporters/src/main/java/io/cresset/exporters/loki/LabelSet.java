package io.cresset.exporters.loki;

import io.cresset.api.model.Resource;
import io.cresset.api.model.Value;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The labels of a stream, by name: {@code job}, {@code instance}, {@code service_name}, and for
 * pods {@code namespace} and {@code container}, which containers outside of a cluster have too.
 * Empty ones are left out.
 */
final class LabelSet {
  /** Loki's default is 2,048 bytes. */
  static final int MAX_VALUE_BYTES = 2000;

  private static final String NAMESPACE = "k8s.namespace.name";
  private static final String CONTAINER = "k8s.container.name";
  private static final String PLAIN_CONTAINER = "container.name";

  private final SortedMap<String, String> labels = new TreeMap<>();

  /** Resource attributes that stand in a label whole. */
  private final Set<String> covered = new HashSet<>();

  private LabelSet() {}

  static LabelSet of(Resource resource) {
    LabelSet set = new LabelSet();
    set.add("job", resource, Resource.JOB);
    set.add("instance", resource, Resource.SERVICE_INSTANCE_ID);
    if (!set.labels.containsKey("instance")) {
      set.add("instance", resource, Resource.HOST_NAME);
    }
    set.add("service_name", resource, Resource.SERVICE_NAME);
    set.add("namespace", resource, NAMESPACE);
    set.add("container", resource, CONTAINER);
    if (!set.labels.containsKey("container")) {
      set.add("container", resource, PLAIN_CONTAINER);
    }
    if (set.labels.isEmpty()) {
      // Loki takes no stream without a label.
      set.labels.put("job", "unknown");
    }
    return set;
  }

  /** The labels of the stream that takes what finds no room elsewhere. */
  static LabelSet other(String job) {
    LabelSet set = new LabelSet();
    set.labels.put("job", job);
    set.labels.put("instance", "other");
    return set;
  }

  /** The same for the job of these labels. */
  LabelSet other() {
    LabelSet other = other(labels.getOrDefault("job", "other"));
    if (covered.contains(Resource.JOB)) {
      other.covered.add(Resource.JOB);
    }
    return other;
  }

  private void add(String label, Resource resource, String attribute) {
    Optional<String> value =
        resource
            .attributes()
            .get(attribute)
            .filter(Value.Text.class::isInstance)
            .map(Value::toString)
            .filter(text -> !text.isEmpty());
    if (value.isPresent()) {
      String cut = cut(value.get());
      labels.put(label, cut);
      if (cut.equals(value.get())) {
        covered.add(attribute);
      }
    }
  }

  private static String cut(String value) {
    int bytes = 0;
    int end = 0;
    while (end < value.length()) {
      int codePoint = value.codePointAt(end);
      bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
      if (bytes > MAX_VALUE_BYTES) {
        return value.substring(0, end);
      }
      end += Character.charCount(codePoint);
    }
    return value;
  }

  Set<String> names() {
    return labels.keySet();
  }

  /** Whether a resource attribute's value is to be seen in a label and need not be repeated. */
  boolean covers(String attribute) {
    return covered.contains(attribute);
  }

  /** The labels as Loki reads them: {@code {instance="gate", job="syslog"}}. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder("{");
    labels.forEach(
        (name, value) -> {
          out.append(out.length() > 1 ? ", " : "").append(name).append("=\"");
          quote(out, value);
          out.append('"');
        });
    return out.append('}').toString();
  }

  /** Escapes as Go's string literals do. */
  private static void quote(StringBuilder out, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        default -> {
          if (c < ' ' || c == 0x7F) {
            out.append("\\x")
                .append(Character.forDigit(c >> 4, 16))
                .append(Character.forDigit(c & 0xF, 16));
          } else {
            out.append(c);
          }
        }
      }
    }
  }
}
