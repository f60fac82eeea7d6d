/** What the memory is used for. */
@NullMarked
package io.cresset.collectors.node.memory;

import org.jspecify.annotations.NullMarked;
