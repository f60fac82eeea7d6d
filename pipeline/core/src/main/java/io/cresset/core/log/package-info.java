/** The durable log: what Cresset has taken, on disk, until every sink has it. */
@NullMarked
package io.cresset.core.log;

import org.jspecify.annotations.NullMarked;
