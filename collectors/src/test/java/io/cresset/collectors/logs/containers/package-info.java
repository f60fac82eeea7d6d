@NullMarked
package io.cresset.collectors.logs.containers;

import org.jspecify.annotations.NullMarked;
