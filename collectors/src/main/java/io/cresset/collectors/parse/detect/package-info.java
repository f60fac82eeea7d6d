/**
 * The step {@code detect}: finds out how a line is written, JSON, logfmt or plain, and takes from
 * it what other tools look for: fields, severity, trace, time. The body stays as it is.
 */
@NullMarked
package io.cresset.collectors.parse.detect;

import org.jspecify.annotations.NullMarked;
