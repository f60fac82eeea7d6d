package io.cresset.core.config;

import java.util.List;
import java.util.Optional;

/**
 * A YAML document's tree, with positions. Aliases are resolved: a node may stand in many places.
 */
sealed interface YamlNode {

  Position position();

  /**
   * @param quoted whether it was written in quotes or as a block, so that it is text for certain
   */
  record Scalar(Position position, String text, boolean quoted) implements YamlNode {

    /** Nothing was written, or one of YAML's words for nothing. */
    boolean isNull() {
      return !quoted
          && switch (text) {
            case "", "~", "null", "Null", "NULL" -> true;
            case String _ -> false;
          };
    }
  }

  record Sequence(Position position, List<YamlNode> items) implements YamlNode {}

  /** Entries in file order; a key may stand twice, which the binder reports. */
  record Mapping(Position position, List<Entry> entries) implements YamlNode {}

  record Entry(Scalar key, YamlNode value) {}

  /** The value under a key of a mapping; of a key that stands twice, the first. */
  default Optional<YamlNode> child(String key) {
    if (this instanceof Mapping mapping) {
      for (Entry entry : mapping.entries()) {
        if (entry.key().text().equals(key)) {
          return Optional.of(entry.value());
        }
      }
    }
    return Optional.empty();
  }

  default boolean isEmptyValue() {
    return this instanceof Scalar scalar && scalar.isNull();
  }

  /** What it is, with its article, for a message. */
  default String kind() {
    return switch (this) {
      case Scalar scalar -> scalar.isNull() ? "nothing" : "a single value";
      case Sequence _ -> "a list";
      case Mapping _ -> "a mapping";
    };
  }
}
