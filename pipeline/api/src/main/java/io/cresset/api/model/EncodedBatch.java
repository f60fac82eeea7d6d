package io.cresset.api.model;

/**
 * Records that are OTLP already: one {@code LogsData} or {@code MetricsData} message.
 *
 * @param recordCount log records or data points in {@code otlp}
 */
public record EncodedBatch(Signal signal, ByteSlice otlp, int recordCount, PositionMoves positions)
    implements Batch {}
