/** What the running program tells {@code status} and {@code tap} through the control door. */
@NullMarked
package io.cresset.app.live;

import org.jspecify.annotations.NullMarked;
