@NullMarked
package io.cresset.core.runtime;

import org.jspecify.annotations.NullMarked;
