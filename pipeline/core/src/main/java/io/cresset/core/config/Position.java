package io.cresset.core.config;

/**
 * Where something stands.
 *
 * @param source the file as the user named it
 * @param line from 1; 0 when the whole file is meant
 * @param column from 1, in characters
 */
public record Position(String source, int line, int column) {

  static Position wholeFile(String source) {
    return new Position(source, 0, 0);
  }

  @Override
  public String toString() {
    return line == 0 ? source : source + ":" + line + ":" + column;
  }
}
