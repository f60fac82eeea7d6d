package io.cresset.collectors.logs.containers;

/**
 * Reads the lines of a container's log, whichever runtime wrote them: which form a line has is seen
 * at its first byte. Not safe for use by several threads.
 */
final class LineParser {
  /** On a record whose line was in neither form: why it was not read. */
  static final String PARSE_ERROR = "parse_error";

  private final DockerLine docker = new DockerLine();

  /**
   * Reads the line that fills this range, without its line feed.
   *
   * @return false if it is in neither form; {@code into} is then as it was
   */
  boolean read(byte[] a, int from, int end, RuntimeLine into) {
    return from < end && a[from] == '{'
        ? docker.read(a, from, end, into)
        : CriLine.read(a, from, end, into);
  }
}
