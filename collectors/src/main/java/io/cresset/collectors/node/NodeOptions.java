package io.cresset.collectors.node;

import io.cresset.api.config.Doc;
import io.cresset.collectors.node.hardware.HwmonOptions;
import io.cresset.collectors.node.hardware.PowerSupplyOptions;
import io.cresset.collectors.node.hardware.RaplOptions;
import io.cresset.collectors.node.network.NetdevOptions;
import io.cresset.collectors.node.storage.TapeOptions;

/** What sub-collectors can be told, each below its own name, as node_exporter's flags have it. */
public record NodeOptions(
    @Doc("Which sensors hwmon tells.") HwmonOptions hwmon,
    @Doc("Which network interfaces netdev counts.") NetdevOptions netdev,
    @Doc("Which power supplies powersupplyclass tells.") PowerSupplyOptions powersupplyclass,
    @Doc("How rapl tells its zones.") RaplOptions rapl,
    @Doc("Which tape drives tapestats tells.") TapeOptions tapestats) {}
