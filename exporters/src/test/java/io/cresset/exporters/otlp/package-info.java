/** Tests of the sink for OTLP. */
@NullMarked
package io.cresset.exporters.otlp;

import org.jspecify.annotations.NullMarked;
