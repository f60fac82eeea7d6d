/** Tests. */
@NullMarked
package io.cresset.exporters.prometheus;

import org.jspecify.annotations.NullMarked;
