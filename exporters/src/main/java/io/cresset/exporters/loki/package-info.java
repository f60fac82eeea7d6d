/**
 * Delivers log records to Grafana Loki.
 *
 * <p>The way of a chunk: {@code ChunkIndex} finds its records and their streams, {@code
 * PushEncoder} turns a range of them into Loki's message, {@code LokiSink} sends it and settles
 * what the answer means. Buffers live as long as the sink; nothing is made per record.
 */
@NullMarked
package io.cresset.exporters.loki;

import org.jspecify.annotations.NullMarked;
