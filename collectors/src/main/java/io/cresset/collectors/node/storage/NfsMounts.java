package io.cresset.collectors.node.storage;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Families;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What was done with each mount of NFS, of /proc/self/mountstats (fs/nfs/super.c, nfs_show_stats).
 * Of several mounts of one export from one server the first tells for all, for the kernel counts
 * them together.
 */
public final class NfsMounts implements SubCollector {
  private static final MetricSpec AGE =
      MetricSpec.counter(
          MountStatsColumn.PREFIX + "age_seconds_total",
          "The age of the NFS mount in seconds.",
          "export",
          "protocol",
          "mountaddr");
  private static final MetricSpec INFO =
      MetricSpec.gauge(
          MountStatsColumn.PREFIX + "mountpoint_info",
          "Info metric for an NFS mountpoint.",
          "export",
          "protocol",
          "mountaddr",
          "mountpoint");

  public static final List<MetricSpec> SPECS =
      Stream.concat(
              Stream.of(AGE, INFO),
              Stream.of(
                      MountStatsColumn.BYTES,
                      MountStatsColumn.EVENTS,
                      MountStatsColumn.TRANSPORT,
                      MountStatsColumn.OPERATION)
                  .flatMap(List::stream)
                  .map(MountStatsColumn::spec))
          .toList();

  private static final double MILLISECONDS = 1000;

  /** Where UDP, which has no connections, lacks three numbers. */
  private static final int CONNECTION = 2;

  private static final int CONNECTION_NUMBERS = 3;

  /** Behind these numbers RDMA has others of its own. */
  private static final int COMMON_NUMBERS = 10;

  private final Host host;
  private final SmallFiles files = new SmallFiles();

  public NfsMounts(Host host) {
    this.host = host;
  }

  /** A transport's numbers, by their places in a line of TCP. */
  record Transport(String protocol, Map<Integer, Double> numbers) {}

  record Mount(
      String export,
      String point,
      List<Double> age,
      List<Double> bytes,
      List<Double> events,
      List<Transport> transports,
      Map<String, List<Double>> operations) {

    static Mount of(String export, String point) {
      return new Mount(
          export,
          point,
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new LinkedHashMap<>());
    }
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    List<Mount> mounts = parse(files.source(host.proc("self/mountstats")));
    if (mounts.isEmpty()) {
      return;
    }
    Map<String, String> servers = servers(files.source(host.proc("self/mountinfo")));
    Families families = new Families();
    Set<Labels> told = new HashSet<>();
    for (Mount mount : mounts) {
      String server = servers.getOrDefault(mount.export + " " + mount.point, "");
      for (Transport transport : mount.transports) {
        String[] labels = {
          "export", mount.export, "protocol", transport.protocol, "mountaddr", server
        };
        Labels point = with(labels, "mountpoint", mount.point);
        if (told.add(point)) {
          families.add(INFO, point, 1);
        }
        if (told.add(Labels.of(labels))) {
          add(families, mount, labels);
        }
      }
    }
    families.emit(out);
  }

  private static void add(Families families, Mount mount, String... labels) {
    Labels own = Labels.of(labels);
    if (!mount.age.isEmpty()) {
      families.add(AGE, own, mount.age.getFirst());
    }
    add(families, MountStatsColumn.BYTES, mount.bytes, own);
    add(families, MountStatsColumn.EVENTS, mount.events, own);
    for (int i = 0; i < mount.transports.size(); i++) {
      Labels transport = with(labels, "transport", Integer.toString(i));
      for (MountStatsColumn column : MountStatsColumn.TRANSPORT) {
        Double number = mount.transports.get(i).numbers.get(column.index());
        if (number != null) {
          families.add(column.spec(), transport, number);
        }
      }
    }
    mount.operations.forEach(
        (name, numbers) ->
            add(families, MountStatsColumn.OPERATION, numbers, with(labels, "operation", name)));
  }

  private static void add(
      Families families, List<MountStatsColumn> columns, List<Double> numbers, Labels labels) {
    for (MountStatsColumn column : columns) {
      if (column.index() < numbers.size()) {
        families.add(column.spec(), labels, numbers.get(column.index()));
      }
    }
  }

  private static Labels with(String[] labels, String name, String value) {
    return Labels.of(
        Stream.concat(Stream.of(labels), Stream.of(name, value)).toArray(String[]::new));
  }

  /**
   * Mounts of NFS. Each begins with {@code device 192.0.2.1:/srv mounted on /mnt with fstype nfs4
   * statvers=1.1}, and its operations follow the line {@code per-op statistics}.
   */
  static List<Mount> parse(Scan in) throws CollectFailure {
    List<Mount> mounts = new ArrayList<>();
    Mount mount = Mount.of("", "");
    boolean operations = false;
    while (in.nextLine()) {
      if (!in.nextField()) {
        continue;
      }
      String first = in.text();
      if (first.equals("device")) {
        operations = false;
        List<String> words = in.fields();
        if (words.size() < 7) {
          throw in.malformed("is no mount");
        }
        mount = Mount.of(words.get(0), words.get(3));
        if (words.size() > 7 && words.get(6).startsWith("nfs")) {
          mounts.add(mount);
        }
      } else if (operations) {
        mount.operations.put(first.replaceFirst(":$", ""), times(numbers(in)));
      } else {
        switch (first) {
          case "age:" -> mount.age.addAll(numbers(in));
          case "bytes:" -> mount.bytes.addAll(numbers(in));
          case "events:" -> mount.events.addAll(numbers(in));
          case "xprt:" -> mount.transports.add(transport(in.field().text(), numbers(in)));
          case "per-op" -> operations = true;
          default -> {}
        }
      }
    }
    return mounts;
  }

  private static List<Double> numbers(Scan in) throws CollectFailure {
    List<Double> numbers = new ArrayList<>();
    while (in.nextField()) {
      numbers.add(in.count());
    }
    return numbers;
  }

  private static List<Double> times(List<Double> numbers) {
    for (int i = MountStatsColumn.FIRST_MILLISECONDS; i < numbers.size(); i++) {
      numbers.set(i, numbers.get(i) / MILLISECONDS);
    }
    return numbers;
  }

  private static Transport transport(String protocol, List<Double> numbers) {
    Map<Integer, Double> byPlace = new HashMap<>();
    for (int i = 0; i < numbers.size(); i++) {
      switch (protocol) {
        case "tcp" -> byPlace.put(i, numbers.get(i));
        case "udp" -> byPlace.put(i < CONNECTION ? i : i + CONNECTION_NUMBERS, numbers.get(i));
        case "rdma" -> {
          if (i < COMMON_NUMBERS) {
            byPlace.put(i, numbers.get(i));
          }
        }
        default -> {
          // Of others it is not known which number is which.
        }
      }
    }
    return new Transport(protocol, byPlace);
  }

  /** Addresses of servers by what is mounted and where, proc_pid_mountinfo(5). */
  static Map<String, String> servers(Scan in) throws CollectFailure {
    Map<String, String> servers = new HashMap<>();
    while (in.nextLine()) {
      List<String> words = in.fields();
      int dash = words.indexOf("-");
      if (dash < 5 || words.size() < dash + 4) {
        throw in.malformed("is no mount");
      }
      for (String option : words.get(dash + 3).split(",", -1)) {
        if (option.startsWith("addr=")) {
          servers.put(words.get(dash + 2) + " " + words.get(4), option.substring(5));
        }
      }
    }
    return servers;
  }
}
