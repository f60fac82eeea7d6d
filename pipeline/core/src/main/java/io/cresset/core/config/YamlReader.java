package io.cresset.core.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Builds the tree of one YAML 1.2 document from the parser's events, with limits and without
 * recursion: no tag makes an object, nesting cannot exhaust the stack, and an alias counts as much
 * as what it stands for, so that a few lines cannot unfold to millions of values.
 */
final class YamlReader {
  static final int MAX_DEPTH = 32;
  static final int MAX_VALUES = 20_000;
  static final int MAX_CHARACTERS = 1 << 20;

  private final String source;
  private final Deque<Open> open = new ArrayDeque<>();
  private final Map<Anchor, Done> anchors = new HashMap<>();
  private @Nullable YamlNode root;
  private int values;

  /** A finished node and how many values it unfolds to. */
  private record Done(YamlNode node, int values) {}

  /** A collection that is still being read. Of a mapping, {@code children} are keys and values. */
  private record Open(
      Position position,
      boolean mapping,
      Optional<Anchor> anchor,
      int before,
      List<YamlNode> children) {}

  private YamlReader(String source) {
    this.source = source;
  }

  /**
   * The document's root; empty if it holds nothing but comments.
   *
   * @return empty also after a problem, of which there is at most one: after a syntax error nothing
   *     that follows can be trusted
   */
  static Optional<YamlNode> read(String source, String text, Problems problems) {
    if (text.length() > MAX_CHARACTERS) {
      problems.add(
          Position.wholeFile(source), "", "more than " + MAX_CHARACTERS + " characters long");
      return Optional.empty();
    }
    YamlReader reader = new YamlReader(source);
    try {
      LoadSettings settings =
          LoadSettings.builder().setLabel(source).setCodePointLimit(MAX_CHARACTERS).build();
      for (Event event : new Parse(settings).parseString(text)) {
        reader.take(event);
      }
      return Optional.ofNullable(reader.root);
    } catch (Refused e) {
      problems.add(e.position, "", e.getMessage());
    } catch (MarkedYamlEngineException e) {
      Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
      Position position = mark == null ? Position.wholeFile(source) : reader.at(mark);
      problems.add(position, "", "not valid YAML: " + explain(e));
    } catch (ReaderException e) {
      String character = String.format("U+%04X", e.getCodePoint());
      problems.add(
          locate(source, text, e.getPosition()),
          "",
          "not valid YAML: the character " + character + " is not allowed");
    } catch (YamlEngineException e) {
      problems.add(Position.wholeFile(source), "", "not valid YAML: " + e.getMessage());
    }
    return Optional.empty();
  }

  /** The parser's words, or plainer ones for the slips that everybody makes. */
  private static String explain(MarkedYamlEngineException e) {
    String problem = String.valueOf(e.getProblem());
    if (problem.contains("TAB")) {
      return "a tab is used for indentation; use spaces";
    }
    if (problem.contains("mapping values are not allowed")) {
      return "a second ': ' in one line, or wrong indentation; quote the value if it holds ': '";
    }
    if (problem.contains("expected <block end>")) {
      return "this line is indented differently from those that it belongs to";
    }
    if (e.getContext() == null) {
      return problem;
    }
    String began =
        e.getContextMark().map(mark -> " that begins in line " + (mark.getLine() + 1)).orElse("");
    return e.getContext() + began + ": " + problem;
  }

  private static Position locate(String source, String text, int index) {
    int end = Math.clamp(index, 0, text.length());
    int line = 1 + (int) text.substring(0, end).chars().filter(c -> c == '\n').count();
    return new Position(source, line, end - text.lastIndexOf('\n', Math.max(0, end - 1)));
  }

  private void take(Event event) throws Refused {
    switch (event.getEventId()) {
      case Scalar -> {
        ScalarEvent scalar = (ScalarEvent) event;
        refuseTag(scalar.getTag(), scalar);
        done(
            new YamlNode.Scalar(position(event), scalar.getValue(), !scalar.isPlain()),
            scalar.getAnchor(),
            values++);
      }
      case SequenceStart, MappingStart -> {
        CollectionStartEvent start = (CollectionStartEvent) event;
        refuseTag(start.getTag(), start);
        if (open.size() >= MAX_DEPTH) {
          throw new Refused(position(event), "nested deeper than " + MAX_DEPTH + " levels");
        }
        boolean mapping = event.getEventId() == Event.ID.MappingStart;
        open.push(
            new Open(position(event), mapping, start.getAnchor(), values++, new ArrayList<>()));
      }
      case SequenceEnd, MappingEnd -> {
        Open finished = open.pop();
        done(
            finished.mapping() ? mapping(finished) : sequence(finished),
            finished.anchor(),
            finished.before());
      }
      case Alias -> {
        Anchor anchor = ((AliasEvent) event).getAlias();
        Done target = anchors.get(anchor);
        if (target == null) {
          throw new Refused(position(event), "*" + anchor + " stands for nothing above it");
        }
        int before = values;
        values += target.values();
        done(target.node(), Optional.empty(), before);
      }
      case DocumentStart -> {
        if (root != null) {
          throw new Refused(position(event), "a second document begins; write one only");
        }
      }
      case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
    }
  }

  private void done(YamlNode node, Optional<Anchor> anchor, int before) throws Refused {
    if (values > MAX_VALUES) {
      throw new Refused(node.position(), "more than " + MAX_VALUES + " values, aliases unfolded");
    }
    anchor.ifPresent(name -> anchors.put(name, new Done(node, values - before)));
    Open parent = open.peek();
    if (parent == null) {
      root = node;
      return;
    }
    boolean isKey = parent.mapping() && parent.children().size() % 2 == 0;
    if (isKey && !(node instanceof YamlNode.Scalar)) {
      throw new Refused(node.position(), "a key must be a single word, not " + node.kind());
    }
    parent.children().add(node);
  }

  private static YamlNode sequence(Open finished) {
    return new YamlNode.Sequence(finished.position(), List.copyOf(finished.children()));
  }

  private static YamlNode mapping(Open finished) {
    List<YamlNode.Entry> entries = new ArrayList<>(finished.children().size() / 2);
    for (int i = 0; i < finished.children().size(); i += 2) {
      YamlNode.Scalar key = (YamlNode.Scalar) finished.children().get(i);
      entries.add(new YamlNode.Entry(key, finished.children().get(i + 1)));
    }
    return new YamlNode.Mapping(finished.position(), List.copyOf(entries));
  }

  private void refuseTag(Optional<String> tag, NodeEvent event) throws Refused {
    if (tag.isPresent()) {
      throw new Refused(position(event), "tags such as " + tag.get() + " are not used here");
    }
  }

  private Position position(Event event) {
    return event.getStartMark().map(this::at).orElseGet(() -> Position.wholeFile(source));
  }

  private Position at(Mark mark) {
    return new Position(source, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1;
    private final transient Position position;

    Refused(Position position, String message) {
      super(message, null, false, false);
      this.position = position;
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }
}
