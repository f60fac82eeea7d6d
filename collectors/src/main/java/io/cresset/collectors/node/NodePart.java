package io.cresset.collectors.node;

import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.node.container.Containers;
import io.cresset.collectors.node.cpu.CpuTimes;
import io.cresset.collectors.node.cpu.Interrupts;
import io.cresset.collectors.node.cpu.Schedstat;
import io.cresset.collectors.node.cpu.Softirqs;
import io.cresset.collectors.node.hardware.CpuFrequency;
import io.cresset.collectors.node.hardware.CpuVulnerabilities;
import io.cresset.collectors.node.hardware.Dmi;
import io.cresset.collectors.node.hardware.Edac;
import io.cresset.collectors.node.hardware.GraphicsCards;
import io.cresset.collectors.node.hardware.Hwmon;
import io.cresset.collectors.node.hardware.PciDevices;
import io.cresset.collectors.node.hardware.PowerSupplies;
import io.cresset.collectors.node.hardware.Rapl;
import io.cresset.collectors.node.hardware.RaspberryPi;
import io.cresset.collectors.node.hardware.ThermalZones;
import io.cresset.collectors.node.hardware.Watchdogs;
import io.cresset.collectors.node.memory.Buddyinfo;
import io.cresset.collectors.node.memory.Ksmd;
import io.cresset.collectors.node.memory.Meminfo;
import io.cresset.collectors.node.memory.NumaMemory;
import io.cresset.collectors.node.memory.Slabinfo;
import io.cresset.collectors.node.memory.Vmstat;
import io.cresset.collectors.node.memory.Zoneinfo;
import io.cresset.collectors.node.network.Arp;
import io.cresset.collectors.node.network.Bonding;
import io.cresset.collectors.node.network.CacheStats;
import io.cresset.collectors.node.network.Conntrack;
import io.cresset.collectors.node.network.Ethtool;
import io.cresset.collectors.node.network.InfiniBand;
import io.cresset.collectors.node.network.Ipvs;
import io.cresset.collectors.node.network.Netclass;
import io.cresset.collectors.node.network.NetclassByNetlink;
import io.cresset.collectors.node.network.Netdev;
import io.cresset.collectors.node.network.Netstat;
import io.cresset.collectors.node.network.Qdiscs;
import io.cresset.collectors.node.network.Routes;
import io.cresset.collectors.node.network.Sockstat;
import io.cresset.collectors.node.network.Softnet;
import io.cresset.collectors.node.network.Tcpstat;
import io.cresset.collectors.node.network.UdpQueues;
import io.cresset.collectors.node.network.Wifi;
import io.cresset.collectors.node.network.Xfrm;
import io.cresset.collectors.node.smart.Smart;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import io.cresset.collectors.node.storage.Bcache;
import io.cresset.collectors.node.storage.Bcachefs;
import io.cresset.collectors.node.storage.Btrfs;
import io.cresset.collectors.node.storage.Diskstats;
import io.cresset.collectors.node.storage.Drbd;
import io.cresset.collectors.node.storage.FibreChannel;
import io.cresset.collectors.node.storage.Filesystems;
import io.cresset.collectors.node.storage.MdRaid;
import io.cresset.collectors.node.storage.Multipath;
import io.cresset.collectors.node.storage.NfsClient;
import io.cresset.collectors.node.storage.NfsMounts;
import io.cresset.collectors.node.storage.NfsServer;
import io.cresset.collectors.node.storage.Nvme;
import io.cresset.collectors.node.storage.NvmeSubsystems;
import io.cresset.collectors.node.storage.SwapDevices;
import io.cresset.collectors.node.storage.Tapes;
import io.cresset.collectors.node.storage.Xfs;
import io.cresset.collectors.node.storage.Zfs;
import io.cresset.collectors.node.system.Cgroups;
import io.cresset.collectors.node.system.Entropy;
import io.cresset.collectors.node.system.FileNr;
import io.cresset.collectors.node.system.KernelHung;
import io.cresset.collectors.node.system.KernelStat;
import io.cresset.collectors.node.system.Loadavg;
import io.cresset.collectors.node.system.Logind;
import io.cresset.collectors.node.system.Ntp;
import io.cresset.collectors.node.system.OsRelease;
import io.cresset.collectors.node.system.OwnProcess;
import io.cresset.collectors.node.system.Pressure;
import io.cresset.collectors.node.system.Processes;
import io.cresset.collectors.node.system.Runit;
import io.cresset.collectors.node.system.Selinux;
import io.cresset.collectors.node.system.Supervisord;
import io.cresset.collectors.node.system.Sysctl;
import io.cresset.collectors.node.system.SystemClock;
import io.cresset.collectors.node.system.Systemd;
import io.cresset.collectors.node.system.Textfile;
import io.cresset.collectors.node.system.TimexClock;
import io.cresset.collectors.node.system.UnameInfo;
import io.cresset.collectors.node.zpool.Zpools;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Every sub-collector there is, by the name that node_exporter gives it. */
enum NodePart {
  ARP("arp", true, Arp.SPECS, (host, options) -> new Arp(host, options.arp())),
  BCACHE("bcache", true, Bcache.SPECS, (host, options) -> new Bcache(host, options.bcache())),
  BCACHEFS("bcachefs", true, Bcachefs.SPECS, Bcachefs::new),
  BONDING("bonding", true, Bonding.SPECS, Bonding::new),
  BTRFS("btrfs", true, Btrfs.SPECS, Btrfs::new),
  BUDDYINFO("buddyinfo", false, Buddyinfo.SPECS, Buddyinfo::new),
  CGROUPS("cgroups", false, Cgroups.SPECS, Cgroups::new),
  CONNTRACK("conntrack", true, Conntrack.SPECS, Conntrack::new),
  CONTAINER("container", true, Containers.SPECS, Containers::new),
  CPU("cpu", true, CpuTimes.SPECS, (host, options) -> new CpuTimes(host, options.cpu())),
  CPUFREQ("cpufreq", true, CpuFrequency.SPECS, CpuFrequency::new),
  CPU_VULNERABILITIES(
      "cpu_vulnerabilities", false, CpuVulnerabilities.SPECS, CpuVulnerabilities::new),
  DISKSTATS(
      "diskstats",
      true,
      Diskstats.SPECS,
      (host, options) -> new Diskstats(host, options.diskstats())),
  DMI("dmi", true, Dmi.SPECS, Dmi::new),
  DMMULTIPATH("dmmultipath", true, Multipath.SPECS, Multipath::new),
  DRBD("drbd", false, Drbd.SPECS, Drbd::new),
  DRM("drm", false, GraphicsCards.SPECS, GraphicsCards::new),
  EDAC("edac", true, Edac.SPECS, Edac::new),
  ENTROPY("entropy", true, Entropy.SPECS, Entropy::new),
  EXPORTER("exporter", true, OwnProcess.SPECS, OwnProcess::new),
  ETHTOOL("ethtool", false, Ethtool.SPECS, (host, options) -> new Ethtool(host, options.ethtool())),
  FIBRECHANNEL("fibrechannel", true, FibreChannel.SPECS, FibreChannel::new),
  FILEFD("filefd", true, FileNr.SPECS, FileNr::new),
  FILESYSTEM(
      "filesystem",
      true,
      Filesystems.SPECS,
      (host, options) -> new Filesystems(host, options.filesystem())),
  HWMON("hwmon", true, Hwmon.SPECS, (host, options) -> new Hwmon(host, options.hwmon())),
  INFINIBAND(
      "infiniband",
      true,
      InfiniBand.SPECS,
      (host, options) -> new InfiniBand(host, options.infiniband())),
  INTERRUPTS(
      "interrupts",
      false,
      Interrupts.SPECS,
      (host, options) -> new Interrupts(host, options.interrupts())),
  IPVS("ipvs", true, Ipvs.SPECS, (host, options) -> new Ipvs(host, options.ipvs())),
  KERNEL_HUNG("kernel_hung", true, KernelHung.SPECS, KernelHung::new),
  KSMD("ksmd", false, Ksmd.SPECS, Ksmd::new),
  LNSTAT("lnstat", false, List.of(), CacheStats::new),
  LOADAVG("loadavg", true, Loadavg.SPECS, Loadavg::new),
  LOGIND("logind", false, Logind.SPECS, Logind::new),
  MDADM("mdadm", true, MdRaid.SPECS, MdRaid::new),
  MEMINFO("meminfo", true, Meminfo.SPECS, Meminfo::new),
  MEMINFO_NUMA("meminfo_numa", false, List.of(), NumaMemory::new),
  MOUNTSTATS("mountstats", false, NfsMounts.SPECS, NfsMounts::new),
  NETCLASS(
      "netclass",
      true,
      Netclass.SPECS,
      (host, options) ->
          options.netclass().netlink()
              ? new NetclassByNetlink(host, options.netclass())
              : new Netclass(host, options.netclass())),
  NETDEV("netdev", true, Netdev.SPECS, (host, options) -> new Netdev(host, options.netdev())),
  NETSTAT("netstat", true, List.of(), (host, options) -> new Netstat(host, options.netstat())),
  NETWORK_ROUTE("network_route", false, Routes.SPECS, Routes::new),
  NFS("nfs", true, NfsClient.SPECS, NfsClient::new),
  NFSD("nfsd", true, NfsServer.SPECS, NfsServer::new),
  NTP("ntp", false, Ntp.SPECS, (host, options) -> new Ntp(host, options.ntp())),
  NVME("nvme", true, Nvme.SPECS, Nvme::new),
  NVMESUBSYSTEM("nvmesubsystem", false, NvmeSubsystems.SPECS, NvmeSubsystems::new),
  OS("os", true, OsRelease.SPECS, OsRelease::new),
  PCIDEVICE(
      "pcidevice",
      false,
      PciDevices.SPECS,
      (host, options) -> new PciDevices(host, options.pcidevice())),
  POWERSUPPLYCLASS(
      "powersupplyclass",
      true,
      PowerSupplies.SPECS,
      (host, options) -> new PowerSupplies(host, options.powersupplyclass())),
  PRESSURE("pressure", true, Pressure.SPECS, Pressure::new),
  PROCESSES("processes", false, Processes.SPECS, Processes::new),
  QDISC("qdisc", false, Qdiscs.SPECS, (host, options) -> new Qdiscs(host, options.qdisc())),
  RAPL("rapl", true, Rapl.SPECS, (host, options) -> new Rapl(host, options.rapl())),
  RASPBERRYPI("raspberrypi", true, RaspberryPi.SPECS, RaspberryPi::new),
  RUNIT("runit", false, Runit.SPECS, (host, options) -> new Runit(host, options.runit())),
  SCHEDSTAT("schedstat", true, Schedstat.SPECS, Schedstat::new),
  SELINUX("selinux", true, Selinux.SPECS, Selinux::new),
  SLABINFO(
      "slabinfo", false, Slabinfo.SPECS, (host, options) -> new Slabinfo(host, options.slabinfo())),
  SMART("smart", true, Smart.SPECS, (host, options) -> new Smart(host, options.smart())),
  SOCKSTAT("sockstat", true, Sockstat.SPECS, Sockstat::new),
  SOFTIRQS("softirqs", false, Softirqs.SPECS, Softirqs::new),
  SOFTNET("softnet", true, Softnet.SPECS, Softnet::new),
  STAT("stat", true, KernelStat.SPECS, (host, options) -> new KernelStat(host, options.stat())),
  SUPERVISORD(
      "supervisord",
      false,
      Supervisord.SPECS,
      (host, options) -> new Supervisord(host, options.supervisord())),
  SWAP("swap", false, SwapDevices.SPECS, SwapDevices::new),
  SYSCTL("sysctl", false, Sysctl.SPECS, (host, options) -> new Sysctl(host, options.sysctl())),
  SYSTEMD("systemd", false, Systemd.SPECS, (host, options) -> new Systemd(host, options.systemd())),
  TAPESTATS(
      "tapestats", true, Tapes.SPECS, (host, options) -> new Tapes(host, options.tapestats())),
  TCPSTAT("tcpstat", false, Tcpstat.SPECS, Tcpstat::new),
  TEXTFILE(
      "textfile", true, Textfile.SPECS, (host, options) -> new Textfile(host, options.textfile())),
  THERMAL_ZONE("thermal_zone", true, ThermalZones.SPECS, ThermalZones::new),
  TIME("time", true, SystemClock.SPECS, SystemClock::new),
  TIMEX("timex", true, TimexClock.SPECS, TimexClock::new),
  UDP_QUEUES("udp_queues", true, UdpQueues.SPECS, UdpQueues::new),
  UNAME("uname", true, UnameInfo.SPECS, UnameInfo::new),
  VMSTAT("vmstat", true, List.of(), (host, options) -> new Vmstat(host, options.vmstat())),
  WATCHDOG("watchdog", true, Watchdogs.SPECS, Watchdogs::new),
  WIFI("wifi", false, Wifi.SPECS, Wifi::new),
  XFRM("xfrm", false, Xfrm.SPECS, Xfrm::new),
  XFS("xfs", true, Xfs.SPECS, Xfs::new),
  ZFS("zfs", true, Zfs.SPECS, Zfs::new),
  ZONEINFO("zoneinfo", false, Zoneinfo.SPECS, Zoneinfo::new),
  ZPOOL("zpool", true, Zpools.SPECS, Zpools::new);

  private final String id;
  private final boolean byDefault;
  private final List<MetricSpec> specs;
  private final BiFunction<Host, NodeOptions, SubCollector> make;

  NodePart(
      String id, boolean byDefault, List<MetricSpec> specs, Function<Host, SubCollector> make) {
    this(id, byDefault, specs, (host, _) -> make.apply(host));
  }

  NodePart(
      String id,
      boolean byDefault,
      List<MetricSpec> specs,
      BiFunction<Host, NodeOptions, SubCollector> make) {
    this.id = id;
    this.byDefault = byDefault;
    this.specs = specs;
    this.make = make;
  }

  /** As it stands in the configuration and in the label {@code collector}. */
  String id() {
    return id;
  }

  boolean byDefault() {
    return byDefault;
  }

  /** What it reports, as far as the names are known before any value is. */
  List<MetricSpec> specs() {
    return specs;
  }

  SubCollector make(Host host, NodeOptions options) {
    return make.apply(host, options);
  }
}
