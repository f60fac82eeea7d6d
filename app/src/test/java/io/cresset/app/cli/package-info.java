/** Tests of the command line. */
@NullMarked
package io.cresset.app.cli;

import org.jspecify.annotations.NullMarked;
