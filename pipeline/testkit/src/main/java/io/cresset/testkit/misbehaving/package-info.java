/**
 * A collector and a sink with every bad habit, for tests that show that nobody else is touched by
 * them. They make threads and break promises on purpose: nothing here is an example.
 */
@NullMarked
package io.cresset.testkit.misbehaving;

import org.jspecify.annotations.NullMarked;
