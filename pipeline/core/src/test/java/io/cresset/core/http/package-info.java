/** Tests of the HTTP client against servers that misbehave. */
@NullMarked
package io.cresset.core.http;

import org.jspecify.annotations.NullMarked;
