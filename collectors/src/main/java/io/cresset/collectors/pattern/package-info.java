/** Patterns that users write in the configuration of any collector or step. */
@NullMarked
package io.cresset.collectors.pattern;

import org.jspecify.annotations.NullMarked;
