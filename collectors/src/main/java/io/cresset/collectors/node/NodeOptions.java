package io.cresset.collectors.node;

import io.cresset.api.config.Doc;
import io.cresset.collectors.node.cpu.InterruptsOptions;
import io.cresset.collectors.node.hardware.HwmonOptions;
import io.cresset.collectors.node.hardware.PowerSupplyOptions;
import io.cresset.collectors.node.hardware.RaplOptions;
import io.cresset.collectors.node.network.ArpOptions;
import io.cresset.collectors.node.network.NetdevOptions;
import io.cresset.collectors.node.network.NetstatOptions;
import io.cresset.collectors.node.smart.SmartOptions;
import io.cresset.collectors.node.storage.BcacheOptions;
import io.cresset.collectors.node.storage.TapeOptions;
import io.cresset.collectors.node.system.StatOptions;
import io.cresset.collectors.node.system.SystemdOptions;
import io.cresset.collectors.node.system.TextfileOptions;

/** What sub-collectors can be told, each below its own name, as node_exporter's flags have it. */
public record NodeOptions(
    @Doc("Whose neighbours arp counts.") ArpOptions arp,
    @Doc("What bcache tells.") BcacheOptions bcache,
    @Doc("Which sensors hwmon tells.") HwmonOptions hwmon,
    @Doc("Which interrupts are reported.") InterruptsOptions interrupts,
    @Doc("Which network interfaces netdev counts.") NetdevOptions netdev,
    @Doc("Which of the network stack's numbers are reported.") NetstatOptions netstat,
    @Doc("Which power supplies powersupplyclass tells.") PowerSupplyOptions powersupplyclass,
    @Doc("How rapl tells its zones.") RaplOptions rapl,
    @Doc("What of the kernel's numbers is reported.") StatOptions stat,
    @Doc("How smart asks disks for their health.") SmartOptions smart,
    @Doc("Which tape drives tapestats tells.") TapeOptions tapestats,
    @Doc("Which units systemd tells, and what of them.") SystemdOptions systemd,
    @Doc("Where textfile finds its files.") TextfileOptions textfile) {}
