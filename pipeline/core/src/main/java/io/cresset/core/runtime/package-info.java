/** What runs: collectors under supervision, their way into the log, and deliveries out of it. */
@NullMarked
package io.cresset.core.runtime;

import org.jspecify.annotations.NullMarked;
