package io.cresset.collectors.node;

import io.cresset.api.config.Doc;
import io.cresset.collectors.node.network.NetdevOptions;

/** What sub-collectors can be told, each below its own name, as node_exporter's flags have it. */
public record NodeOptions(@Doc("Which network interfaces netdev counts.") NetdevOptions netdev) {}
