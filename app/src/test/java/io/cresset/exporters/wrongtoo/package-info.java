/** Breaks rules on purpose; see the architecture test. */
@NullMarked
package io.cresset.exporters.wrongtoo;

import org.jspecify.annotations.NullMarked;
