/** Breaks rules on purpose; see the architecture test. */
@NullMarked
package io.cresset.app.wrong;

import org.jspecify.annotations.NullMarked;
