/**
 * What {@code cresset check} tries: the doors that a configuration names, each with what was found
 * behind it and what to do about it.
 */
@NullMarked
package io.cresset.api.check;

import org.jspecify.annotations.NullMarked;
