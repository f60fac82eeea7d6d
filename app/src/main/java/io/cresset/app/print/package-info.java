/** How records, points and tables are printed, for people and for programs. */
@NullMarked
package io.cresset.app.print;

import org.jspecify.annotations.NullMarked;
