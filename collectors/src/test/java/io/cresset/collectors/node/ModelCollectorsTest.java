package io.cresset.collectors.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That node has the collectors of node_exporter 1.12.1 on Linux, on and off as there. */
class ModelCollectorsTest {
  private static final Set<String> ON =
      words(
          """
          arp bcache bcachefs bonding btrfs conntrack cpu cpufreq diskstats dmi dmmultipath edac
          entropy fibrechannel filefd filesystem hwmon infiniband ipvs kernel_hung loadavg mdadm
          meminfo netclass netdev netstat nfs nfsd nvme os powersupplyclass pressure rapl schedstat
          selinux sockstat softnet stat tapestats textfile thermal_zone time timex udp_queues uname
          vmstat watchdog xfs zfs
          """);

  private static final Set<String> OFF =
      words(
          """
          buddyinfo cgroups cpu_vulnerabilities drbd drm ethtool interrupts ksmd lnstat logind
          meminfo_numa mountstats network_route ntp nvmesubsystem pcidevice perf processes qdisc
          runit slabinfo softirqs supervisord swap sysctl systemd tcpstat wifi xfrm zoneinfo
          """);

  /** What is left out for good. */
  private static final Set<String> NOT_HERE = Set.of("perf");

  /** What the model does not have. */
  private static final Set<String> OURS = words("container exporter raspberrypi smart zpool");

  private static Set<String> words(String text) {
    return new TreeSet<>(Arrays.asList(text.strip().split("\\s+")));
  }

  private static Map<String, Boolean> model() {
    Map<String, Boolean> byDefault = new TreeMap<>();
    ON.forEach(name -> byDefault.put(name, true));
    OFF.forEach(name -> byDefault.put(name, false));
    return byDefault;
  }

  @Test
  void allAreHereAndOnOrOffAsInTheModel() {
    Map<String, Boolean> here =
        Arrays.stream(NodePart.values())
            .filter(part -> !OURS.contains(part.id()))
            .collect(Collectors.toMap(NodePart::id, NodePart::byDefault));
    Map<String, Boolean> expected = model();
    expected.keySet().removeAll(NOT_HERE);
    assertThat(new TreeMap<>(here)).isEqualTo(expected);
  }

  /** A table is no proof: the program itself is asked. */
  @Test
  void theTableIsThatOfTheRealOne(@TempDir Path folder) throws Exception {
    assertThat(NodeExporterPeer.collectors(folder)).isEqualTo(model());
  }
}
