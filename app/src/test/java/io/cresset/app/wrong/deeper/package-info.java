/** Breaks rules on purpose; see the architecture test. */
@NullMarked
package io.cresset.app.wrong.deeper;

import org.jspecify.annotations.NullMarked;
