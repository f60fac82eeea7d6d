/** What a configuration record is written with: documentation, defaults and value types. */
@NullMarked
package io.cresset.api.config;

import org.jspecify.annotations.NullMarked;
