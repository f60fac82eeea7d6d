/**
 * Delivers metrics to Prometheus, and to whatever else takes its remote write protocol.
 *
 * <p>The way of a chunk: {@code ChunkPoints} reads its points, {@code SeriesTable} turns a range of
 * them into series with their samples in the order of time, a {@code Version} writes these as its
 * message, {@code RemoteWriteSink} sends it and settles what the answer means.
 */
@NullMarked
package io.cresset.exporters.remotewrite;

import org.jspecify.annotations.NullMarked;
