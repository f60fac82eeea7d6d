/**
 * This machine, under node_exporter's names: one {@link io.cresset.collectors.node.SubCollector}
 * per source, each a task of its own. A new one is a class and a line in {@link
 * io.cresset.collectors.node.NodePart}.
 */
@NullMarked
package io.cresset.collectors.node;

import org.jspecify.annotations.NullMarked;
