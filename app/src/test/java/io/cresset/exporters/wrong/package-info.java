/** Breaks rules on purpose; see the architecture test. */
@NullMarked
package io.cresset.exporters.wrong;

import org.jspecify.annotations.NullMarked;
