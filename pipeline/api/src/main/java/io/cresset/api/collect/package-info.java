/** The contracts of a source: collectors, their tasks, steps, and how a run tells of failure. */
@NullMarked
package io.cresset.api.collect;

import org.jspecify.annotations.NullMarked;
