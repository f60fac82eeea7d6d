/** Tests of the configuration, on kinds made for them. */
@NullMarked
package io.cresset.core.config;

import org.jspecify.annotations.NullMarked;
