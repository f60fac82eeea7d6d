package io.cresset.core.config;

/** Shows the user's own text in a message: in quotes, on one line, not too long. */
final class Quoted {
  private static final int MAX_CHARACTERS = 60;

  private Quoted() {}

  static String of(String text) {
    StringBuilder out = new StringBuilder("'");
    int end = Math.min(text.length(), MAX_CHARACTERS);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      out.append(Character.isISOControl(c) ? ' ' : c);
    }
    return out.append(end < text.length() ? "..." : "").append('\'').toString();
  }
}
