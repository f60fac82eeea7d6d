/** Tests of what the program tells about itself. */
@NullMarked
package io.cresset.core.telemetry;

import org.jspecify.annotations.NullMarked;
