/** Disks and file systems. */
@NullMarked
package io.cresset.collectors.node.storage;

import org.jspecify.annotations.NullMarked;
