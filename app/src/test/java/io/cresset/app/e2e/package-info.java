/** The packaged program, from the outside, with real peers on both sides. */
@NullMarked
package io.cresset.app.e2e;

import org.jspecify.annotations.NullMarked;
