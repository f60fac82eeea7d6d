/** What the tests of several destinations share. */
@NullMarked
package io.cresset.exporters;

import org.jspecify.annotations.NullMarked;
