/** Delivery to whatever receives OTLP over HTTP. */
@NullMarked
package io.cresset.exporters.otlp;

import org.jspecify.annotations.NullMarked;
