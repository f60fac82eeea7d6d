package io.cresset.collectors.node;

import io.cresset.api.model.MetricSpec;
import java.util.List;
import java.util.function.Function;

/** Every sub-collector there is, by the name that node_exporter gives it. */
enum NodePart {
  CPU("cpu", true, CpuTimes.SPECS, CpuTimes::new),
  DISKSTATS("diskstats", true, Diskstats.SPECS, Diskstats::new),
  FILEFD("filefd", true, FileNr.SPECS, FileNr::new),
  FILESYSTEM("filesystem", true, Filesystems.SPECS, Filesystems::new),
  LOADAVG("loadavg", true, Loadavg.SPECS, Loadavg::new),
  MEMINFO("meminfo", true, Meminfo.SPECS, Meminfo::new),
  NETCLASS("netclass", true, Netclass.SPECS, Netclass::new),
  NETDEV("netdev", true, Netdev.SPECS, Netdev::new),
  OS("os", true, OsRelease.SPECS, OsRelease::new),
  PRESSURE("pressure", true, Pressure.SPECS, Pressure::new),
  STAT("stat", true, KernelStat.SPECS, KernelStat::new),
  TIME("time", true, SystemClock.SPECS, SystemClock::new),
  UNAME("uname", true, UnameInfo.SPECS, UnameInfo::new),
  VMSTAT("vmstat", true, List.of(), Vmstat::new);

  private final String id;
  private final boolean byDefault;
  private final List<MetricSpec> specs;
  private final Function<Host, SubCollector> make;

  NodePart(
      String id, boolean byDefault, List<MetricSpec> specs, Function<Host, SubCollector> make) {
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

  SubCollector make(Host host) {
    return make.apply(host);
  }
}
