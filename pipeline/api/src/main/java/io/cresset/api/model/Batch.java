package io.cresset.api.model;

/** What one {@code emit} hands over: records of one signal, and the positions that they cover. */
public sealed interface Batch permits LogBatch, MetricBatch, EncodedBatch {
  /** A builder closes its batch before the encoded form passes this. */
  int MAX_ENCODED_BYTES = 256 * 1024;

  Signal signal();

  /** Log records, or data points. A batch may carry positions alone. */
  int recordCount();

  PositionMoves positions();
}
