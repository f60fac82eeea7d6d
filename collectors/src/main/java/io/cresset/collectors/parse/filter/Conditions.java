package io.cresset.collectors.parse.filter;

import io.cresset.api.config.Doc;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.api.model.Severity;
import io.cresset.api.model.Value;
import io.cresset.collectors.parse.TextOf;
import io.cresset.collectors.pattern.LinearPattern;
import java.util.Map;
import java.util.Optional;

/** Which records a rule is for: those for which all that is named here holds. */
public record Conditions(
    @Doc("An RE2 pattern that is found in the body.") Optional<LinearPattern> body,
    @Doc("Attributes by their keys, with the pattern that is found in each.")
        Map<String, LinearPattern> attributes,
    @Doc("Attributes of what the record is about, such as service.name, with their patterns.")
        Map<String, LinearPattern> resource,
    @Doc("Records with a severity below this one: debug, info, warn, error or fatal.")
        Optional<Below> below) {

  /** The bytes of a body that a pattern is looked for in. */
  private static final int MAX_BODY_BYTES = 16 * 1024;

  /** A severity, by the first of its OpenTelemetry numbers. */
  public enum Below {
    DEBUG(Severity.DEBUG),
    INFO(Severity.INFO),
    WARN(Severity.WARN),
    ERROR(Severity.ERROR),
    FATAL(Severity.FATAL);

    private final int number;

    Below(int number) {
      this.number = number;
    }
  }

  public Conditions {
    attributes = Map.copyOf(attributes);
    resource = Map.copyOf(resource);
  }

  /** Whether nothing is named, so that all records are meant. */
  boolean isEmpty() {
    return body.isEmpty() && attributes.isEmpty() && resource.isEmpty() && below.isEmpty();
  }

  /** A record without a severity is not below any. */
  boolean hold(Resource about, LogRecord record) {
    if (below.isPresent()
        && (record.severityNumber() == Severity.UNSPECIFIED
            || record.severityNumber() >= below.get().number)) {
      return false;
    }
    if (!areIn(resource, about.attributes()) || !areIn(attributes, record.attributes())) {
      return false;
    }
    return body.isEmpty()
        || TextOf.field(record, Optional.empty(), MAX_BODY_BYTES)
            .filter(body.get()::isIn)
            .isPresent();
  }

  private static boolean areIn(Map<String, LinearPattern> patterns, Attributes attributes) {
    for (Map.Entry<String, LinearPattern> pattern : patterns.entrySet()) {
      Optional<Value> value = attributes.get(pattern.getKey());
      Optional<ByteSlice> text = value.flatMap(TextOf::value);
      if (text.isEmpty() || !pattern.getValue().isIn(text.get())) {
        return false;
      }
    }
    return true;
  }
}
