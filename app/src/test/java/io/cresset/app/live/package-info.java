/** Tests of what the running program tells when it is asked. */
@NullMarked
package io.cresset.app.live;

import org.jspecify.annotations.NullMarked;
