/** Reads times and numbers from the bytes of log lines, for every source and step alike. */
@NullMarked
package io.cresset.api.text;

import org.jspecify.annotations.NullMarked;
