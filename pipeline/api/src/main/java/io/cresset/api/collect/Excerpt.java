package io.cresset.api.collect;

import java.time.Instant;

/**
 * What is wanted of a source that can be read again when somebody only looks ({@code cresset
 * collect journal --since 10m}): its records from a moment on. A body of such a source emits those
 * that are there and returns, instead of waiting for more, and it is not {@link Emitter#ready
 * ready} before that. Nothing is stored, so there are no positions.
 *
 * @param since by the records' own time; {@link Instant#EPOCH} for all
 */
public record Excerpt(Instant since) {}
