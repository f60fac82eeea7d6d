/** What every component shares: time. */
@NullMarked
package io.cresset.api;

import org.jspecify.annotations.NullMarked;
