/**
 * This machine, under node_exporter's names: one {@link
 * io.cresset.collectors.node.source.SubCollector} per source, each a task of its own. A new one is
 * a class and a line in {@link io.cresset.collectors.node.NodePart}; with options also a record and
 * a line in {@link io.cresset.collectors.node.NodeOptions}.
 */
@NullMarked
package io.cresset.collectors.node;

import org.jspecify.annotations.NullMarked;
