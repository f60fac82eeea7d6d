/** What Prometheus is sent. */
@NullMarked
package io.cresset.exporters.remotewrite;

import org.jspecify.annotations.NullMarked;
