/** Sub-collectors of sensors, power, memory errors and what the machine is. */
@NullMarked
package io.cresset.collectors.node.hardware;

import org.jspecify.annotations.NullMarked;
