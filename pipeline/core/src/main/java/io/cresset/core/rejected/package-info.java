/**
 * What sinks refused for good: set aside in a durable log of its own, looked at, sent again and
 * dropped by command.
 */
@NullMarked
package io.cresset.core.rejected;

import org.jspecify.annotations.NullMarked;
