/**
 * The configuration file: YAML read with positions, bound to records, every mistake told at once.
 */
@NullMarked
package io.cresset.core.config;

import org.jspecify.annotations.NullMarked;
