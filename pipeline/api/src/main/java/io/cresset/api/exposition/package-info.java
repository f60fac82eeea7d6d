/** The text of a scrape page: Prometheus exposition format 0.0.4, and OpenMetrics 1.0. */
@NullMarked
package io.cresset.api.exposition;

import org.jspecify.annotations.NullMarked;
