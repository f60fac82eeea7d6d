package io.cresset.app.web;

import java.util.Locale;
import java.util.OptionalDouble;

/** A page in the making. Everything that is not markup goes through {@link #text}. */
final class Html {
  private final StringBuilder out = new StringBuilder(8192);

  /** Markup, written by us. */
  Html raw(String markup) {
    out.append(markup);
    return this;
  }

  /** Somebody else's words. */
  Html text(String text) {
    out.append(escaped(text));
    return this;
  }

  /** A name and a number of something, if there is anything to say. */
  Html fact(String name, String value) {
    return raw("<div><dt>").text(name).raw("</dt><dd>").text(value).raw("</dd></div>");
  }

  static String escaped(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.append(c < ' ' && c != '\n' && c != '\t' ? ' ' : c);
      }
    }
    return safe.toString();
  }

  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Records in a second; a dash where it is not known yet. */
  static String rate(OptionalDouble perSecond) {
    if (perSecond.isEmpty()) {
      return "–";
    }
    double rate = perSecond.getAsDouble();
    String format = rate > 0 && rate < 10 ? "%,.1f/s" : "%,.0f/s";
    return String.format(Locale.ROOT, format, rate);
  }

  static String size(long bytes) {
    return bytes < 10 << 20 ? (bytes >> 10) + " KiB" : (bytes >> 20) + " MiB";
  }

  /** A time span in the one unit that matters. */
  static String span(long nanos) {
    long seconds = Math.max(0, nanos) / 1_000_000_000L;
    if (seconds < 120) {
      return seconds + " s";
    }
    return seconds < 7200
        ? seconds / 60 + " min"
        : seconds < 172_800 ? seconds / 3600 + " h" : seconds / 86_400 + " days";
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
