/** The step {@code extract}: a pattern's named groups become attributes. */
@NullMarked
package io.cresset.collectors.parse.extract;

import org.jspecify.annotations.NullMarked;
