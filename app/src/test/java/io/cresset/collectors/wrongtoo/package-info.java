/** Breaks rules on purpose; see the architecture test. */
@NullMarked
package io.cresset.collectors.wrongtoo;

import org.jspecify.annotations.NullMarked;
