/**
 * What all sub-collectors are made of: their interface, what they read from, how they hand over
 * families.
 */
@NullMarked
package io.cresset.collectors.node.source;

import org.jspecify.annotations.NullMarked;
