@NullMarked
package io.cresset.collectors.node.system;

import org.jspecify.annotations.NullMarked;
