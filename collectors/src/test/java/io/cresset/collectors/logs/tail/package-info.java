/** Tests of the tail engine, on real files in temporary folders. */
@NullMarked
package io.cresset.collectors.logs.tail;

import org.jspecify.annotations.NullMarked;
