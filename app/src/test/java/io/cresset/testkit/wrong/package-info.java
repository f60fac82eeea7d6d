/** Breaks rules on purpose; see the architecture test. */
@NullMarked
package io.cresset.testkit.wrong;

import org.jspecify.annotations.NullMarked;
