/** {@code cresset check}: what it tries of the program itself, and how it says what it found. */
@NullMarked
package io.cresset.app.check;

import org.jspecify.annotations.NullMarked;
