/** The program's one HTTP client. */
@NullMarked
package io.cresset.core.http;

import org.jspecify.annotations.NullMarked;
