/**
 * Takes the lines of text files: {@code collectors: files:}. What is special to plain text is here,
 * which files are meant, which are rotations of one, and where a line begins and ends; the rest
 * does {@link io.cresset.collectors.logs.tail}.
 */
@NullMarked
package io.cresset.collectors.logs.files;

import org.jspecify.annotations.NullMarked;
