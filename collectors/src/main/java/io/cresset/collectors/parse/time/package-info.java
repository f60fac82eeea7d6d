/** The step {@code time}: a line's time in a format that the user gives. */
@NullMarked
package io.cresset.collectors.parse.time;

import org.jspecify.annotations.NullMarked;
