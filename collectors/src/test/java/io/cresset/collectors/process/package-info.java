@NullMarked
package io.cresset.collectors.process;

import org.jspecify.annotations.NullMarked;
