package io.cresset.api.collect;

/**
 * Something on this machine that a collector would collect if it were configured.
 *
 * @param what is there, for a reader who does not know the collector: a path or device, and what it
 *     tells
 * @param line what to write under {@code collectors:}, such as {@code "node: {}"}; it works as it
 *     stands
 */
public record Discovery(String what, String line) {}
