/**
 * Containers' logs as runtimes write them on a node: the CRI's lines below {@code /var/log/pods}
 * and Docker's json-file. What reads files is the engine beside this package; here stands what
 * their names and lines mean.
 */
@NullMarked
package io.cresset.collectors.logs.containers;

import org.jspecify.annotations.NullMarked;
