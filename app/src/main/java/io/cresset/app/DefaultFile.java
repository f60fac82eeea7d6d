package io.cresset.app;

import io.cresset.core.config.ConfigReference;
import io.cresset.core.config.ConfigReference.Key;
import io.cresset.core.config.ConfigReference.Presence;
import io.cresset.core.config.ConfigReference.Shape;
import java.util.Set;

/**
 * The configuration that runs without a file, as a file: every key with its meaning and default.
 * What has no default, and every component that does not run by itself, stands there behind a
 * {@code #} in the first column.
 *
 * <pre>
 * # The web server: scrape page, start page, health.
 * web:
 *   # Address and port of the web server; port 0 lets the system choose.
 *   listen: 0.0.0.0:9464
 * </pre>
 */
final class DefaultFile {
  private static final int WIDTH = 100;

  private final Set<String> running;
  private final StringBuilder out = new StringBuilder();

  private DefaultFile(Set<String> running) {
    this.running = running;
  }

  /**
   * @param running the kinds that run by themselves
   */
  static String of(ConfigReference reference, Set<String> running) {
    DefaultFile file = new DefaultFile(running);
    for (Key key : reference.keys()) {
      file.key(key, 0, false);
      file.out.append('\n');
    }
    return file.out.toString().stripTrailing() + "\n";
  }

  /**
   * @param off whether it is within what does not run
   */
  private void key(Key key, int indent, boolean off) {
    boolean behind = off || isUnset(key);
    doc(key.doc(), indent, off);
    switch (key.shape()) {
      case Shape.Section section -> section(key, section, indent, behind);
      case Shape.WordOr(_, Shape.Section of) -> section(key, of, indent, behind);
      case Shape.OneOrMore(Shape.Section of) -> section(key, of, indent, behind);
      case Shape.Component component -> section(key, component.options(), indent, behind);
      case Shape.Value _, Shape.Sequence _, Shape.Names _, Shape.Steps _ -> {
        String value = key.fallback().map(text -> text.isEmpty() ? " \"\"" : " " + text).orElse("");
        String remark = key.presence() == Presence.REQUIRED ? " # required" : "";
        line(key.name() + ":" + value + remark, indent, behind);
      }
    }
  }

  /** Whether it is not there by itself. */
  private boolean isUnset(Key key) {
    return switch (key.shape()) {
      case Shape.Component _ -> !running.contains(key.name());
      case Shape.Section _,
          Shape.WordOr _,
          Shape.OneOrMore _,
          Shape.Value _,
          Shape.Sequence _,
          Shape.Names _,
          Shape.Steps _ ->
          key.presence() != Presence.DEFAULT;
    };
  }

  private void section(Key key, Shape.Section section, int indent, boolean off) {
    // Lines behind a '#' alone would make it nothing, where a mapping must stand.
    boolean empty =
        off ? section.keys().isEmpty() : section.keys().stream().allMatch(this::isUnset);
    line(key.name() + (empty ? ": {}" : ":"), indent, off);
    section.keys().forEach(inner -> key(inner, indent + 2, off));
  }

  private void doc(String text, int indent, boolean off) {
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (indent + line.length() + word.length() > WIDTH - 2) {
        line("#" + line, indent, off);
        line.setLength(0);
      }
      line.append(' ').append(word);
    }
    if (!text.isEmpty()) {
      line("#" + line, indent, off);
    }
  }

  private void line(String text, int indent, boolean off) {
    out.append(off ? "#" : "").append(" ".repeat(indent)).append(text).append('\n');
  }
}
