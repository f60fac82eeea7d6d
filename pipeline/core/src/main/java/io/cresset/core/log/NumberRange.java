package io.cresset.core.log;

/**
 * A range of record numbers.
 *
 * @param from the first
 * @param to just past the last
 */
record NumberRange(long from, long to) {
  NumberRange {
    assert 0 <= from && from < to;
  }

  long count() {
    return to - from;
  }
}
