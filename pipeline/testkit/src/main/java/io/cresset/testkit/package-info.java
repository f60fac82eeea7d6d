/** What tests of every module share: a clock, case folders, harnesses, contract suites, peers. */
@NullMarked
package io.cresset.testkit;

import org.jspecify.annotations.NullMarked;
