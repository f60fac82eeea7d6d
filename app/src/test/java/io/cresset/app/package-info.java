/** Tests of the program's wiring and of its commands, in this process. */
@NullMarked
package io.cresset.app;

import org.jspecify.annotations.NullMarked;
