@NullMarked
package io.cresset.core.rejected;

import org.jspecify.annotations.NullMarked;
