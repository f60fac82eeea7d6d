/**
 * Steps that any log source can name in its {@code parse:} list, one package each; here is what
 * they share.
 */
@NullMarked
package io.cresset.collectors.parse;

import org.jspecify.annotations.NullMarked;
