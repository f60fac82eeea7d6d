/**
 * What flows through Cresset: resources, log records, metric families and the batches that carry
 * them. Everything here is immutable once built and validated when it is built.
 */
@NullMarked
package io.cresset.api.model;

import org.jspecify.annotations.NullMarked;
