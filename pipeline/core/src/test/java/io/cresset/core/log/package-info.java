@NullMarked
package io.cresset.core.log;

import org.jspecify.annotations.NullMarked;
