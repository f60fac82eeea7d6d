/**
 * Follows files that are written to, renamed, compressed and deleted by others, and hands over each
 * line once. What a line is says a {@link io.cresset.collectors.logs.tail.Decoder}, which files are
 * one log says a {@link io.cresset.collectors.logs.tail.Layout}; the collectors beside this package
 * are made of these two.
 */
@NullMarked
package io.cresset.collectors.logs.tail;

import org.jspecify.annotations.NullMarked;
