/** Pools of OpenZFS, and all that they consist of. */
@NullMarked
package io.cresset.collectors.node.zpool;

import org.jspecify.annotations.NullMarked;
