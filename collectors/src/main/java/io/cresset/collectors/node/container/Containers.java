package io.cresset.collectors.node.container;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import java.io.File;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What containers and pods use, by their control groups, with cAdvisor's names. A machine without
 * containers has nothing to tell, and one that ended is told no more. Of names there are what the
 * paths have: the container's id and the pod's uid.
 *
 * <pre>
 * container_memory_working_set_bytes{container="4f0c...",id="/docker/4f0c...",name="4f0c...",pod=""} 1.2e+07
 * </pre>
 */
public final class Containers implements SubCollector {
  public static final List<MetricSpec> SPECS = ContainerMetrics.SPECS;

  private final Host host;
  private final CgroupReader reader = new CgroupReader();
  private final PodNetwork network;

  public Containers(Host host) {
    this.host = host;
    this.network = new PodNetwork(host, reader);
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    CgroupFiles files = files();
    Map<String, String> devices = devices();
    List<Cgroup> groups = new CgroupTree(files.root()).containers();
    Set<String> podsWithNetwork = new HashSet<>();
    double now = Math.floor(host.time().unixNanos() / 1e9);
    Map<String, Cgroup> pods = new HashMap<>();
    for (Cgroup group : groups) {
      long made = files.madeMillis(group);
      if (made == 0) {
        // It has ended since it was found.
        continue;
      }
      reader.survey.add(ContainerMetrics.LAST_SEEN, now, group.labels());
      reader.survey.add(ContainerMetrics.START_TIME, Math.floor(made / 1e3), group.labels());
      files.read(group, devices);
      if (group.isPod()) {
        pods.put(group.ids().pod(), group);
        continue;
      }
      // All containers of a pod have one network: it is told once, with the pod.
      Cgroup owner = pods.getOrDefault(group.ids().pod(), group);
      if (!podsWithNetwork.contains(owner.path())) {
        OptionalLong process = files.process(group);
        if (process.isPresent()) {
          network.read(process.getAsLong(), owner);
          podsWithNetwork.add(owner.path());
        }
      }
    }
    reader.survey.finish(out);
  }

  private CgroupFiles files() throws CollectFailure {
    String root = host.sys("fs/cgroup");
    if (new File(root, "cgroup.controllers").exists()) {
      return new UnifiedCgroups(root, reader);
    }
    SplitCgroups split = new SplitCgroups(root, reader);
    if (new File(split.root()).isDirectory()) {
      return split;
    }
    throw new CollectFailure(
        Kind.ABSENT,
        root + ": no control groups are mounted there",
        "Mount this machine's /sys, or list container in disable.");
  }

  /**
   * Names of disks as cAdvisor writes them: {@code 8:0} is {@code /dev/sda}. Of what cannot be
   * understood containers lack the names, and nothing else.
   */
  private Map<String, String> devices() {
    Map<String, String> names = new HashMap<>();
    Optional<Scan> scan = reader.survey.files().item(host.proc("diskstats"));
    try {
      while (scan.isPresent() && scan.get().nextLine()) {
        Scan line = scan.get();
        String number = line.field().text() + ":" + line.field().text();
        names.put(number, "/dev/" + line.field().text());
      }
    } catch (CollectFailure e) {
      reader.survey.problem(e);
    }
    return names;
  }
}
