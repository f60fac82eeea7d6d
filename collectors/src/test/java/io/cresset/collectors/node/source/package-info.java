@NullMarked
package io.cresset.collectors.node.source;

import org.jspecify.annotations.NullMarked;
