@NullMarked
package io.cresset.collectors.node.cpu;

import org.jspecify.annotations.NullMarked;
