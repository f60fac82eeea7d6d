package io.cresset.api.exposition;

/**
 * A scrape page.
 *
 * @param utf8 the whole of it
 * @param duplicates points that were left out, because what they would have said was there already
 */
public record Page(byte[] utf8, int duplicates) {}
