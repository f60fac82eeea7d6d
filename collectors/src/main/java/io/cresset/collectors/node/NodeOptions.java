package io.cresset.collectors.node;

import io.cresset.api.config.Doc;
import io.cresset.collectors.node.cpu.CpuOptions;
import io.cresset.collectors.node.cpu.InterruptsOptions;
import io.cresset.collectors.node.hardware.HwmonOptions;
import io.cresset.collectors.node.hardware.PciDeviceOptions;
import io.cresset.collectors.node.hardware.PowerSupplyOptions;
import io.cresset.collectors.node.hardware.RaplOptions;
import io.cresset.collectors.node.memory.SlabinfoOptions;
import io.cresset.collectors.node.memory.VmstatOptions;
import io.cresset.collectors.node.network.ArpOptions;
import io.cresset.collectors.node.network.EthtoolOptions;
import io.cresset.collectors.node.network.IpvsOptions;
import io.cresset.collectors.node.network.NetclassOptions;
import io.cresset.collectors.node.network.NetdevOptions;
import io.cresset.collectors.node.network.NetstatOptions;
import io.cresset.collectors.node.smart.SmartOptions;
import io.cresset.collectors.node.source.DeviceOptions;
import io.cresset.collectors.node.storage.BcacheOptions;
import io.cresset.collectors.node.storage.DiskstatsOptions;
import io.cresset.collectors.node.storage.FilesystemOptions;
import io.cresset.collectors.node.storage.TapeOptions;
import io.cresset.collectors.node.system.NtpOptions;
import io.cresset.collectors.node.system.RunitOptions;
import io.cresset.collectors.node.system.StatOptions;
import io.cresset.collectors.node.system.SupervisordOptions;
import io.cresset.collectors.node.system.SysctlOptions;
import io.cresset.collectors.node.system.SystemdOptions;
import io.cresset.collectors.node.system.TextfileOptions;

/** What sub-collectors can be told, each below its own name, as node_exporter's flags have it. */
public record NodeOptions(
    @Doc("Whose neighbours arp counts.") ArpOptions arp,
    @Doc("What bcache tells.") BcacheOptions bcache,
    @Doc("What cpu tells besides times.") CpuOptions cpu,
    @Doc("Which disks diskstats counts.") DiskstatsOptions diskstats,
    @Doc("Whose drivers ethtool asks, and for what.") EthtoolOptions ethtool,
    @Doc("Which mounts filesystem tells.") FilesystemOptions filesystem,
    @Doc("Which sensors hwmon tells.") HwmonOptions hwmon,
    @Doc("Which adapters infiniband tells.") DeviceOptions infiniband,
    @Doc("Which interrupts are reported.") InterruptsOptions interrupts,
    @Doc("How ipvs tells backends.") IpvsOptions ipvs,
    @Doc("Which interfaces netclass tells.") NetclassOptions netclass,
    @Doc("Which network interfaces netdev counts.") NetdevOptions netdev,
    @Doc("Which of the network stack's numbers are reported.") NetstatOptions netstat,
    @Doc("Which server ntp asks, and how far off it may be.") NtpOptions ntp,
    @Doc("Whether pcidevice knows the names of devices.") PciDeviceOptions pcidevice,
    @Doc("Which power supplies powersupplyclass tells.") PowerSupplyOptions powersupplyclass,
    @Doc("Whose queueing disciplines qdisc tells.") DeviceOptions qdisc,
    @Doc("How rapl tells its zones.") RaplOptions rapl,
    @Doc("Where runit finds its services.") RunitOptions runit,
    @Doc("Which slabs slabinfo tells.") SlabinfoOptions slabinfo,
    @Doc("How smart asks disks for their health.") SmartOptions smart,
    @Doc("What of the kernel's numbers is reported.") StatOptions stat,
    @Doc("Where supervisord is asked.") SupervisordOptions supervisord,
    @Doc("Which of the kernel's parameters sysctl tells.") SysctlOptions sysctl,
    @Doc("Which units systemd tells, and what of them.") SystemdOptions systemd,
    @Doc("Which tape drives tapestats tells.") TapeOptions tapestats,
    @Doc("Where textfile finds its files.") TextfileOptions textfile,
    @Doc("Which fields vmstat tells.") VmstatOptions vmstat) {}
