@NullMarked
package io.cresset.collectors.node;

import org.jspecify.annotations.NullMarked;
