/**
 * The log on a simulated disk: seeded runs with every fault, and what must hold in each of them.
 */
@NullMarked
package io.cresset.core.log.simulation;

import org.jspecify.annotations.NullMarked;
