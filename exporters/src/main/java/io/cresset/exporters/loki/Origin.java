package io.cresset.exporters.loki;

/**
 * What a resource means for its records.
 *
 * @param metadata its pairs, encoded as they stand in every entry
 * @param pairs how many these are
 * @param names the names that they and the stream's labels take
 */
record Origin(Stream stream, byte[] metadata, int pairs, Names names) {}
