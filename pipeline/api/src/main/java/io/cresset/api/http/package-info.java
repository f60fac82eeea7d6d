/** The one HTTP client and the one web server that components share, seen from a component. */
@NullMarked
package io.cresset.api.http;

import org.jspecify.annotations.NullMarked;
