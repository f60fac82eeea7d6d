package io.cresset.collectors.node.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cresset.api.model.MetricType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Reads Prometheus' text format 0.0.4, as its own Go parser takes it: the whole text is good, or
 * none of it.
 *
 * <pre>
 * # HELP backup_age_seconds How old the last backup is.
 * # TYPE backup_age_seconds gauge
 * backup_age_seconds{volume="srv"} 86340
 * </pre>
 */
final class ExpositionText {
  private static final Pattern METRIC = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  /** What a line of it says. */
  record Sample(String name, Map<String, String> labels, double value) {}

  /**
   * @param type empty if no line tells
   */
  record Family(
      String name, Optional<String> help, Optional<MetricType> type, List<Sample> samples) {}

  /** What is wrong with a text. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    private Malformed(int line, String what) {
      super("line " + line + " " + what);
    }
  }

  private static final class Growing {
    private Optional<String> help = Optional.empty();
    private Optional<MetricType> type = Optional.empty();
    private final List<Sample> samples = new ArrayList<>();
  }

  private final Map<String, Growing> families = new LinkedHashMap<>();
  private int lineNumber;
  private String line = "";
  private int at;

  private ExpositionText() {}

  static List<Family> parse(byte[] text) throws Malformed {
    ExpositionText parser = new ExpositionText();
    parser.parse(new String(text, UTF_8));
    List<Family> families = new ArrayList<>();
    parser.families.forEach(
        (name, family) ->
            families.add(new Family(name, family.help, family.type, List.copyOf(family.samples))));
    return families;
  }

  private void parse(String text) throws Malformed {
    int from = 0;
    while (from < text.length()) {
      int end = text.indexOf('\n', from);
      lineNumber++;
      if (end < 0) {
        throw malformed("does not end with a line feed");
      }
      line = text.substring(from, end);
      from = end + 1;
      at = 0;
      skipBlanks();
      if (at == line.length()) {
        continue;
      }
      if (line.charAt(at) == '#') {
        comment();
      } else {
        sample();
      }
    }
  }

  private void comment() throws Malformed {
    String[] words = line.substring(at).split("[ \t]+", 4);
    if (words.length < 3 || !words[0].equals("#")) {
      return;
    }
    String name = words[2];
    String rest = words.length > 3 ? words[3] : "";
    switch (words[1]) {
      case "HELP" -> {
        Growing family = family(name);
        if (family.help.isPresent()) {
          throw malformed("is a second HELP of " + name);
        }
        family.help = Optional.of(unescaped(rest, false));
      }
      case "TYPE" -> {
        Growing family = family(name);
        if (family.type.isPresent()) {
          throw malformed("is a second TYPE of " + name);
        }
        if (!family.samples.isEmpty()) {
          throw malformed("has the TYPE of " + name + " after its samples");
        }
        family.type = Optional.of(type(rest.strip()));
      }
      case String _ -> {}
    }
  }

  private MetricType type(String word) throws Malformed {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "counter" -> MetricType.COUNTER;
      case "gauge" -> MetricType.GAUGE;
      case "untyped" -> MetricType.UNKNOWN;
      case "summary" -> MetricType.SUMMARY;
      case "histogram" -> MetricType.HISTOGRAM;
      case String _ -> throw malformed("has the unknown type '" + word + "'");
    };
  }

  private Growing family(String name) throws Malformed {
    if (!METRIC.matcher(name).matches()) {
      throw malformed("has the metric name '" + name + "'");
    }
    return families.computeIfAbsent(name, _ -> new Growing());
  }

  private void sample() throws Malformed {
    String name = word("{ \t");
    skipBlanks();
    Map<String, String> labels = new TreeMap<>();
    if (at < line.length() && line.charAt(at) == '{') {
      at++;
      labels(labels);
    }
    skipBlanks();
    String value = word(" \t");
    skipBlanks();
    if (at < line.length()) {
      throw malformed("has a timestamp, or more than a value");
    }
    Sample sample = new Sample(name, labels, number(value));
    family(owner(name)).samples.add(sample);
  }

  /** {@code x_count} belongs to x, if that is a summary or a histogram. */
  private String owner(String name) {
    for (String suffix : List.of("_count", "_sum", "_bucket")) {
      if (name.endsWith(suffix)) {
        String base = name.substring(0, name.length() - suffix.length());
        Growing family = families.get(base);
        MetricType type =
            family == null ? MetricType.UNKNOWN : family.type.orElse(MetricType.UNKNOWN);
        if (type == MetricType.HISTOGRAM
            || (type == MetricType.SUMMARY && !suffix.equals("_bucket"))) {
          return base;
        }
      }
    }
    return name;
  }

  private void labels(Map<String, String> labels) throws Malformed {
    while (true) {
      skipBlanks();
      if (at < line.length() && line.charAt(at) == '}') {
        at++;
        return;
      }
      String name = word("= \t,}");
      skipBlanks();
      if (!LABEL.matcher(name).matches() || name.equals("__name__")) {
        throw malformed("has the label name '" + name + "'");
      }
      need('=');
      skipBlanks();
      need('"');
      int from = at;
      while (at < line.length() && line.charAt(at) != '"') {
        at += line.charAt(at) == '\\' ? 2 : 1;
      }
      if (at >= line.length()) {
        throw malformed("ends in a label's value");
      }
      if (labels.put(name, unescaped(line.substring(from, at), true)) != null) {
        throw malformed("has the label '" + name + "' twice");
      }
      at++;
      skipBlanks();
      if (at < line.length() && line.charAt(at) == ',') {
        at++;
      } else if (at >= line.length() || line.charAt(at) != '}') {
        throw malformed("has labels without an end");
      }
    }
  }

  private void need(char mark) throws Malformed {
    if (at >= line.length() || line.charAt(at) != mark) {
      throw malformed("lacks a " + mark + " at character " + (at + 1));
    }
    at++;
  }

  private String word(String ends) {
    int from = at;
    while (at < line.length() && ends.indexOf(line.charAt(at)) < 0) {
      at++;
    }
    return line.substring(from, at);
  }

  private void skipBlanks() {
    while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
      at++;
    }
  }

  private double number(String text) throws Malformed {
    switch (text.toLowerCase(Locale.ROOT)) {
      case "nan":
        return Double.NaN;
      case "inf", "+inf", "infinity", "+infinity":
        return Double.POSITIVE_INFINITY;
      case "-inf", "-infinity":
        return Double.NEGATIVE_INFINITY;
      default:
        break;
    }
    try {
      // The JDK also takes a type's letter behind a number.
      if (!text.matches(".*[dDfF]") || text.startsWith("0x")) {
        return Double.parseDouble(text);
      }
    } catch (NumberFormatException e) {
      // Said below, with what is none for Go.
    }
    throw malformed("has the value '" + text + "', which is not a number");
  }

  private String unescaped(String text, boolean quotesToo) throws Malformed {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
        char escaped = i < text.length() ? text.charAt(i) : ' ';
        c =
            switch (escaped) {
              case '\\' -> '\\';
              case 'n' -> '\n';
              case '"' -> {
                if (!quotesToo) {
                  throw malformed("has the escape sequence \\\"");
                }
                yield '"';
              }
              default -> throw malformed("has the escape sequence \\" + escaped);
            };
      }
      out.append(c);
    }
    return out.toString();
  }

  private Malformed malformed(String what) {
    return new Malformed(lineNumber, what);
  }
}
