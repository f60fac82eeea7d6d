/** {@code cresset log}: what lies in a data folder, as a person or a program wants to read it. */
@NullMarked
package io.cresset.app.stored;

import org.jspecify.annotations.NullMarked;
