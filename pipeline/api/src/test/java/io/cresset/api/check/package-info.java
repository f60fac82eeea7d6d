@NullMarked
package io.cresset.api.check;

import org.jspecify.annotations.NullMarked;
