/**
 * What containers and pods use, by their control groups, under cAdvisor's names: {@code CgroupTree}
 * finds the groups, {@code UnifiedCgroups} and {@code SplitCgroups} read one, {@code PodNetwork}
 * its interfaces.
 */
@NullMarked
package io.cresset.collectors.node.container;

import org.jspecify.annotations.NullMarked;
