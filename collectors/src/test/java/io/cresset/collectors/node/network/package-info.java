@NullMarked
package io.cresset.collectors.node.network;

import org.jspecify.annotations.NullMarked;
