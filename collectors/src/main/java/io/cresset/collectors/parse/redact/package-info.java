/** The step {@code redact}: masks secrets and personal data in what is about to leave. */
@NullMarked
package io.cresset.collectors.parse.redact;

import org.jspecify.annotations.NullMarked;
