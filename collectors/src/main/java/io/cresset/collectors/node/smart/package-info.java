/** Health of disks, under the names of smartctl_exporter. */
@NullMarked
package io.cresset.collectors.node.smart;

import org.jspecify.annotations.NullMarked;
