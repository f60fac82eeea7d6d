/** The program: its entry, its command line, and the wiring of its parts. */
@NullMarked
package io.cresset.app;

import org.jspecify.annotations.NullMarked;
