@NullMarked
package io.cresset.collectors.linux;

import org.jspecify.annotations.NullMarked;
