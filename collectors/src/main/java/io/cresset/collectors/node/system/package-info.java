/** The kernel and the system as a whole: its name, its clocks, its load. */
@NullMarked
package io.cresset.collectors.node.system;

import org.jspecify.annotations.NullMarked;
