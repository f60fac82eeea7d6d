/** The scrape page: what the last runs reported, in Prometheus' text format. */
@NullMarked
package io.cresset.exporters.prometheus;

import org.jspecify.annotations.NullMarked;
