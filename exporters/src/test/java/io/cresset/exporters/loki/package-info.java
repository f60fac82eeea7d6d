/** Tests. */
@NullMarked
package io.cresset.exporters.loki;

import org.jspecify.annotations.NullMarked;
