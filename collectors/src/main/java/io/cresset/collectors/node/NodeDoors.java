package io.cresset.collectors.node;

import io.cresset.api.check.Door;
import io.cresset.api.check.DoorContext;
import io.cresset.api.check.Finding;
import io.cresset.api.check.Finding.State;
import io.cresset.api.check.PathDoor;
import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;
import io.cresset.collectors.linux.Vfs;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.Machine;
import io.cresset.collectors.node.storage.Filesystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code cresset check} tries of this machine: the four roots, what each sub-collector reads
 * below them, by having it read, the mounts, and services that are asked.
 */
final class NodeDoors {
  private static final int MOUNTS_NAMED = 5;

  /** What remedies call the user whose name is known here. */
  private static final String READER = "the user that runs this program";

  /** What every Linux has. Of hardware and optional parts of the kernel nobody has all. */
  private static final Set<NodePart> EVERYWHERE =
      EnumSet.of(
          NodePart.CPU,
          NodePart.DISKSTATS,
          NodePart.FILEFD,
          NodePart.FILESYSTEM,
          NodePart.LOADAVG,
          NodePart.MEMINFO,
          NodePart.NETCLASS,
          NodePart.NETDEV,
          NodePart.OS,
          NodePart.PRESSURE,
          NodePart.STAT,
          NodePart.TIME,
          NodePart.UNAME,
          NodePart.VMSTAT);

  /** What the kernel lets only root read. */
  private static final Set<NodePart> FOR_ROOT = EnumSet.of(NodePart.RAPL, NodePart.SMART);

  /** Programs that are asked: they may be slow to answer, and hold up nobody else's findings. */
  private static final Set<NodePart> SERVICES =
      EnumSet.of(NodePart.LOGIND, NodePart.NTP, NodePart.SUPERVISORD, NodePart.SYSTEMD);

  private final NodeConfig config;
  private final DoorContext context;
  private final Host host;

  /** What sub-collectors had to say besides whether they failed. */
  private final List<String> warnings = new ArrayList<>();

  NodeDoors(NodeConfig config, DoorContext context, Machine machine) {
    this.config = config;
    this.context = context;
    this.host = config.host(machine, context.time(), warnings::add);
  }

  List<Door> all() {
    List<Door> doors = new ArrayList<>();
    doors.add(Door.local("files", this::files));
    if (config.parts().contains(NodePart.FILESYSTEM)) {
      doors.add(Door.local("mounts", () -> List.of(mounts())));
    }
    for (NodePart part : SERVICES) {
      if (config.parts().contains(part)) {
        doors.add(Door.local(part.id(), () -> List.of(service(part))));
      }
    }
    return doors;
  }

  /** The roots, and whoever lacks something although its root is there. */
  private List<Finding> files() throws InterruptedException {
    Map<String, Finding> roots = new LinkedHashMap<>();
    root(roots, "procfs", config.procfs());
    root(roots, "sysfs", config.sysfs());
    root(roots, "rootfs", config.rootfs());
    Map<String, List<String>> lacking = new LinkedHashMap<>();
    List<Finding> parts = new ArrayList<>();
    int reading = 0;
    List<String> idle = new ArrayList<>();
    for (NodePart part : config.parts()) {
      if (part == NodePart.FILESYSTEM || SERVICES.contains(part)) {
        // Doors of their own; the mounts need their workers.
        continue;
      }
      Optional<CollectFailure> failure = failure(part);
      if (failure.isEmpty()) {
        reading++;
        continue;
      }
      Optional<String> root = brokenRootOf(failure.get(), roots);
      if (root.isPresent()) {
        lacking.computeIfAbsent(root.get(), _ -> new ArrayList<>()).add(part.id());
      } else if (failure.get().kind() == Kind.ABSENT
          && !EVERYWHERE.contains(part)
          && !config.enable().contains(part.id())) {
        idle.add(part.id());
      } else {
        parts.add(finding(part, failure.get()));
      }
    }
    List<Finding> found = new ArrayList<>();
    roots.forEach((name, finding) -> found.add(with(finding, lacking.get(name))));
    found.add(udev());
    if (reading > 0) {
      found.add(Finding.ok("sub-collectors", reading + " read what they need"));
    }
    if (!idle.isEmpty()) {
      found.add(Finding.ok("nothing here", "for " + String.join(", ", idle)));
    }
    found.addAll(parts);
    warnings.forEach(line -> found.add(Finding.warn("files", line, "put it right")));
    return found;
  }

  private Finding service(NodePart part) throws InterruptedException {
    return failure(part)
        .map(failure -> finding(part, failure))
        .orElseGet(() -> Finding.ok(part.id(), "it answers"));
  }

  private void root(Map<String, Finding> roots, String name, Path path) {
    roots.put(name, PathDoor.look(path, name, context));
  }

  /** Without it disks lack their models and serial numbers, which not everybody wants. */
  private Finding udev() {
    Finding found = PathDoor.look(config.udevData(), "udev_data", context);
    return found.state() == State.OK
        ? found
        : Finding.warn(
            found.what(),
            found.detail() + ", so disks are without model and serial number",
            "mount this machine's /run/udev/data there, or set " + context.key("udev_data"));
  }

  private Optional<CollectFailure> failure(NodePart part) throws InterruptedException {
    try {
      part.make(host, config.options()).collect(_ -> {});
      return Optional.empty();
    } catch (CollectFailure e) {
      return Optional.of(e);
    }
  }

  private Optional<String> brokenRootOf(CollectFailure failure, Map<String, Finding> roots) {
    Map<String, Path> paths =
        Map.of("procfs", config.procfs(), "sysfs", config.sysfs(), "rootfs", config.rootfs());
    return roots.values().stream()
        .filter(root -> root.state() == State.FAIL)
        .map(Finding::what)
        .filter(name -> failure.getMessage().startsWith(String.valueOf(paths.get(name))))
        .findFirst();
  }

  private static Finding with(Finding root, @org.jspecify.annotations.Nullable List<String> parts) {
    return parts == null
        ? root
        : new Finding(
            root.state(),
            root.what(),
            root.detail() + ", so nothing comes from " + String.join(", ", parts),
            root.remedy());
  }

  private Finding finding(NodePart part, CollectFailure failure) {
    String inDisable = "list " + part.id() + " in " + context.key("disable");
    String without = "if this machine has none, " + inDisable;
    String remedy = remedy(failure);
    String both = remedy.isEmpty() ? without : remedy + "; " + without;
    if (FOR_ROOT.contains(part)) {
      // Most run without that right, and well.
      return Finding.warn(part.id(), failure.getMessage(), both);
    }
    return switch (failure.kind()) {
      case UNAUTHORIZED ->
          Finding.fail(
              part.id(),
              failure.getMessage(),
              remedy.isEmpty() ? inDisable : remedy + ", or " + inDisable);
      case ABSENT, MALFORMED, UNSUPPORTED, UNREACHABLE, TIMEOUT ->
          Finding.warn(part.id(), failure.getMessage(), both);
    };
  }

  /** A failure's own, a sentence, as a part of one. */
  private static String remedy(CollectFailure failure) {
    String sentence = failure.remedy().replace(READER, PathDoor.user());
    return sentence.isEmpty()
        ? ""
        : Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1).replaceAll("\\.$", "");
  }

  private Finding mounts() {
    Finding proc = PathDoor.look(config.procfs(), "mounts", context);
    if (proc.state() == State.FAIL) {
      return Finding.fail("mounts", proc.detail(), "set " + context.key("procfs") + " right");
    }
    List<String> paths;
    try {
      paths = new Filesystems(host, config.options().filesystem()).paths();
    } catch (CollectFailure e) {
      return finding(NodePart.FILESYSTEM, e);
    }
    List<String> refused = new ArrayList<>();
    for (String path : paths) {
      switch (host.machine().statvfs(path)) {
        case Vfs.Sizes _ -> {}
        case Vfs.Refused(String error) -> refused.add(path + " (" + error + ")");
      }
    }
    if (refused.isEmpty()) {
      return Finding.ok("mounts", "the sizes of all " + paths.size() + " can be read");
    }
    List<String> named = refused.subList(0, Math.min(refused.size(), MOUNTS_NAMED));
    return Finding.warn(
        "mounts",
        "no sizes from %d of %d: %s%s"
            .formatted(
                refused.size(),
                paths.size(),
                String.join(", ", named),
                refused.size() > MOUNTS_NAMED ? ", ..." : ""),
        "let "
            + PathDoor.user()
            + " enter them, or mount this machine's / for "
            + context.key("rootfs")
            + " if this is a container");
  }
}
