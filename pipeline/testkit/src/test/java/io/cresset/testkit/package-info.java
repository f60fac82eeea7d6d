/** The testkit's own tests. */
@NullMarked
package io.cresset.testkit;

import org.jspecify.annotations.NullMarked;
