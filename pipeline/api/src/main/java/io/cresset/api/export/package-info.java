/** The contracts of a destination: sinks, which read the durable log, and views, which do not. */
@NullMarked
package io.cresset.api.export;

import org.jspecify.annotations.NullMarked;
