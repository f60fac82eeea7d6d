/** What Cresset tells about itself: metrics by the OpenTelemetry SDK, and its own log lines. */
@NullMarked
package io.cresset.core.telemetry;

import org.jspecify.annotations.NullMarked;
