/** The command line: what was asked for, as data. */
@NullMarked
package io.cresset.app.cli;

import org.jspecify.annotations.NullMarked;
