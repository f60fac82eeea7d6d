package io.cresset.collectors.logs.containers;

import io.cresset.api.check.DoorContext;
import io.cresset.api.check.Finding;
import io.cresset.api.check.PathDoor;
import io.cresset.collectors.logs.tail.Layout;
import io.cresset.collectors.logs.tail.Reach;
import io.cresset.collectors.logs.tail.Rights;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code cresset check} tries of containers' logs: the root, and each folder, log and target
 * of a link below it. Says who may not read what, and which group or mount mends it.
 */
final class ContainersDoor {
  /** A larger node is not looked at whole. */
  private static final int MAX_LOGS = 5000;

  private static final String ROOT = "root";
  private static final Path DOCKER = Path.of("/var/lib/docker/containers");

  private final Path root;
  private final DoorContext context;
  private final Reach reach;
  private final Layout layout;

  private final List<Path> closed = new ArrayList<>();
  private final List<Path> dangling = new ArrayList<>();
  private int logs;
  private int linked;
  private Optional<Path> ofDocker = Optional.empty();

  ContainersDoor(Path root, DoorContext context) {
    this(root, context, Reach.OWN);
  }

  /**
   * @param reach what this user may read
   */
  ContainersDoor(Path root, DoorContext context, Reach reach) {
    this.root = root;
    this.context = context;
    this.reach = reach;
    this.layout =
        new ContainersLayout(
            root,
            _ -> {
              throw new IllegalStateException("nothing is read here");
            });
  }

  Finding look() {
    String set = "set " + context.key(ROOT);
    if (Files.notExists(root)) {
      return Finding.fail(
          ROOT,
          root + " does not exist",
          "mount the node's folder there (in Kubernetes a hostPath volume), or " + set);
    }
    Optional<Path> above = Rights.closedAbove(root, reach);
    if (above.isPresent()) {
      return Finding.fail(
          ROOT, Rights.shown(above.get()) + " may not be read", access(above.get()));
    }
    if (!Files.isDirectory(root)) {
      return Finding.fail(ROOT, root + " is no folder", set + " to the one with the pods' folders");
    }
    search(root);
    return found();
  }

  private Finding found() {
    if (!closed.isEmpty()) {
      Path first = closed.getFirst();
      return Finding.fail(
          ROOT,
          "%d of %d logs and folders below %s may not be read, such as %s"
              .formatted(closed.size(), logs + closed.size(), root, Rights.shown(first)),
          access(first));
    }
    if (!dangling.isEmpty() && linked == dangling.size()) {
      Path first = dangling.getFirst();
      return Finding.fail(
          ROOT,
          "the logs below %s are links, such as %s, to what is not there: %s"
              .formatted(root, first, target(first)),
          "mount the node's " + folderOf(target(first)) + " too, at the same path");
    }
    if (ofDocker.isPresent()) {
      return Finding.warn(
          ROOT,
          "the logs below %s are links to Docker's, which keeps rotated ones elsewhere"
              .formatted(root),
          "set %s to %s, where all of them are and Docker's labels name the pods"
              .formatted(context.key(ROOT), ofDocker.get()));
    }
    return Finding.ok(
        ROOT,
        switch (logs) {
          case 0 -> root + " has no log yet";
          case 1 -> "a log below " + root + " can be read";
          default -> logs + " logs below " + root + " can be read";
        });
  }

  private void search(Path folder) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (logs + closed.size() > MAX_LOGS) {
          return;
        }
        if (layout.place(entry).isPresent()) {
          look(entry);
        } else if (Files.isDirectory(entry) && layout.enters(entry)) {
          if (reach.reads(entry)) {
            search(entry);
          } else {
            closed.add(entry);
          }
        }
      }
    } catch (IOException _) {
      // Gone meanwhile, as pods go.
    }
  }

  private void look(Path log) {
    if (!Files.isSymbolicLink(log)) {
      if (reach.reads(log)) {
        logs++;
      } else if (Files.exists(log)) {
        closed.add(log);
      }
      return;
    }
    linked++;
    Path target = target(log);
    Path folder = folderOf(target);
    if (Files.notExists(target)) {
      dangling.add(log);
    } else if (!reach.reads(target)) {
      closed.add(reach.passes(folder) ? target : folder);
    } else {
      logs++;
      if (DockerLogName.parse(String.valueOf(target.getFileName())).isPresent()) {
        ofDocker = Optional.of(folder);
      }
    }
  }

  private static Path target(Path link) {
    try {
      return link.resolveSibling(Files.readSymbolicLink(link)).normalize();
    } catch (IOException _) {
      return link;
    }
  }

  /** The folder that a mount would bring: Docker's with all containers, else the file's own. */
  private static Path folderOf(Path target) {
    if (target.startsWith(DOCKER)) {
      return DOCKER;
    }
    Path folder = Optional.ofNullable(target.getParent()).orElse(target);
    boolean docker = DockerLogName.parse(String.valueOf(target.getFileName())).isPresent();
    return docker ? Optional.ofNullable(folder.getParent()).orElse(folder) : folder;
  }

  /** What lets this user in. */
  private static String access(Path path) {
    Optional<Rights> rights = Rights.of(path);
    String user = PathDoor.user();
    if (rights.isEmpty()) {
      return "let " + user + " read it";
    }
    return rights.get().byGroup()
        ? "add %s to the group %s (in Kubernetes supplementalGroups: [%s])"
            .formatted(user, rights.get().group(), id(path, "unix:gid"))
        : "run Cresset as %s (in Kubernetes runAsUser: %s), or let %s read it"
            .formatted(rights.get().owner(), id(path, "unix:uid"), user);
  }

  private static String id(Path path, String attribute) {
    try {
      return String.valueOf(Files.getAttribute(path, attribute));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
      return "?";
    }
  }
}
