/** The house rules, as tests. */
@NullMarked
package io.cresset.app.architecture;

import org.jspecify.annotations.NullMarked;
