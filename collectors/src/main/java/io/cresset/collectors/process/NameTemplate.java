package io.cresset.collectors.process;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a group as process-exporter writes it: text and, between two braces, what is known of
 * the process. Of Go's templates these fields are all that there is, with {@code {{-} and {@code
 * -}}} for blanks around them; no functions.
 */
public final class NameTemplate {
  private static final Pattern ACTION = Pattern.compile("\\{\\{(- )?\\s*(.*?)\\s*( -)?\\}\\}");
  private static final Pattern MATCH = Pattern.compile("\\.Matches\\.([A-Za-z_][A-Za-z0-9_]*)");

  private static final Map<String, Field> FIELDS =
      Map.of(
          ".Comm", new Field((process, _) -> process.comm()),
          ".ExeBase", new Field((process, _) -> process.exeBase()),
          ".ExeFull", new Field((process, _) -> process.exeFull()),
          ".Username", new Field((process, _) -> process.username()),
          ".PID", new Field((process, _) -> String.valueOf(process.pid())),
          ".StartTime", new Field((process, _) -> process.startTime()),
          ".Cgroups", new Field((process, _) -> process.cgroups().toString().replace(",", "")));

  private sealed interface Part {}

  private record Text(String text) implements Part {}

  private record Field(BiFunction<ProcessTraits, Map<String, String>, String> value)
      implements Part {}

  private final String source;
  private final List<Part> parts;
  private final Set<String> matches;

  private NameTemplate(String source, List<Part> parts, Set<String> matches) {
    this.source = source;
    this.parts = List.copyOf(parts);
    this.matches = Set.copyOf(matches);
  }

  /**
   * @throws IllegalArgumentException with a message for the user
   */
  public static NameTemplate parse(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a group needs a name, such as {{.Comm}}");
    }
    List<Part> parts = new ArrayList<>();
    Set<String> matches = new LinkedHashSet<>();
    Matcher action = ACTION.matcher(text);
    int at = 0;
    boolean trims = false;
    while (action.find()) {
      addText(parts, text.substring(at, action.start()), trims, action.group(1) != null);
      parts.add(field(text, action.group(2), matches));
      trims = action.group(3) != null;
      at = action.end();
    }
    addText(parts, text.substring(at), trims, false);
    return new NameTemplate(text, parts, matches);
  }

  private static void addText(List<Part> parts, String text, boolean front, boolean end) {
    if (text.contains("{{") || text.contains("}}")) {
      throw new IllegalArgumentException("'" + text + "' has two braces without their other two");
    }
    String trimmed = front ? text.stripLeading() : text;
    trimmed = end ? trimmed.stripTrailing() : trimmed;
    if (!trimmed.isEmpty()) {
      parts.add(new Text(trimmed));
    }
  }

  private static Field field(String text, String action, Set<String> matches) {
    Field known = FIELDS.get(action);
    if (known != null) {
      return known;
    }
    Matcher match = MATCH.matcher(action);
    if (match.matches()) {
      String group = match.group(1);
      matches.add(group);
      return new Field((_, captured) -> captured.getOrDefault(group, ""));
    }
    throw new IllegalArgumentException(
        "'"
            + text
            + "': there is no {{"
            + action
            + "}}; known are .Comm, .ExeBase, .ExeFull, .Username, .PID, .StartTime, .Cgroups and"
            + " .Matches.NAME");
  }

  /** Whether a user's name is part of it. */
  boolean asksForUser() {
    return source.contains(".Username");
  }

  /** The groups of patterns that it takes text from. */
  Set<String> matches() {
    return matches;
  }

  String name(ProcessTraits process, Map<String, String> captured) {
    StringBuilder name = new StringBuilder();
    for (Part part : parts) {
      name.append(
          switch (part) {
            case Text(String text) -> text;
            case Field(var value) -> value.apply(process, captured);
          });
    }
    return name.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NameTemplate that && source.equals(that.source);
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }

  @Override
  public String toString() {
    return source;
  }
}
