/** What several destinations need of a library that only one package may see. */
@NullMarked
package io.cresset.exporters;

import org.jspecify.annotations.NullMarked;
