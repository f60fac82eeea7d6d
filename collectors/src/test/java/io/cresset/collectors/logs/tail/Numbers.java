package io.cresset.collectors.logs.tail;

/** Numbers of lines, each once over all logs. */
final class Numbers {
  private int next;

  int next() {
    return next++;
  }
}
