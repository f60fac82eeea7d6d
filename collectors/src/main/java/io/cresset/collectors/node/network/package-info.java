/** Network interfaces and what the kernel's network stack counts. */
@NullMarked
package io.cresset.collectors.node.network;

import org.jspecify.annotations.NullMarked;
