@NullMarked
package io.cresset.collectors.journal;

import org.jspecify.annotations.NullMarked;
