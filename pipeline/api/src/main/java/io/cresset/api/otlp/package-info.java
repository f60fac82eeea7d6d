/**
 * The wire form of the model: OTLP's {@code LogsData} and {@code MetricsData} messages, encoded and
 * decoded without protobuf classes, because every record of Cresset passes here. Tested against
 * {@code opentelemetry-proto} in both directions.
 *
 * @see <a href="https://github.com/open-telemetry/opentelemetry-proto">opentelemetry-proto 1.x</a>
 */
@NullMarked
package io.cresset.api.otlp;

import org.jspecify.annotations.NullMarked;
