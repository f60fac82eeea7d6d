/** Breaks rules on purpose; see the architecture test. */
@NullMarked
package io.cresset.core.wrong;

import org.jspecify.annotations.NullMarked;
