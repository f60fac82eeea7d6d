/** The sinks that deliver by HTTP, each behind a real log, against destinations that misbehave. */
@NullMarked
package io.cresset.app.delivery;

import org.jspecify.annotations.NullMarked;
