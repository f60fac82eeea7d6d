@NullMarked
package io.cresset.collectors.node.zpool;

import org.jspecify.annotations.NullMarked;
