/** The steps {@code drop} and {@code sample}: rules by which records are left out, and counted. */
@NullMarked
package io.cresset.collectors.parse.filter;

import org.jspecify.annotations.NullMarked;
