/** Tests of the files collector. */
@NullMarked
package io.cresset.collectors.logs.files;

import org.jspecify.annotations.NullMarked;
