package io.cresset.collectors.logs.containers;

import io.cresset.api.check.DoorContext;
import io.cresset.api.check.Finding;
import io.cresset.api.check.PathDoor;
import io.cresset.collectors.logs.tail.Layout;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

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
  private final Predicate<Path> mayRead;
  private final Layout layout;

  private final List<Path> closed = new ArrayList<>();
  private final List<Path> dangling = new ArrayList<>();
  private int logs;
  private int linked;
  private Optional<Path> ofDocker = Optional.empty();

  ContainersDoor(Path root, DoorContext context) {
    this(root, context, ContainersDoor::mayRead);
  }

  /**
   * @param mayRead whether this user may read a file, or enter and list a folder
   */
  ContainersDoor(Path root, DoorContext context, Predicate<Path> mayRead) {
    this.root = root;
    this.context = context;
    this.mayRead = mayRead;
    this.layout =
        new ContainersLayout(
            root,
            _ -> {
              throw new IllegalStateException("nothing is read here");
            });
  }

  private static boolean mayRead(Path path) {
    return Files.isReadable(path) && (!Files.isDirectory(path) || Files.isExecutable(path));
  }

  Finding look() {
    String set = "set " + context.key(ROOT);
    if (Files.notExists(root)) {
      return Finding.fail(
          ROOT,
          root + " does not exist",
          "mount the node's folder there (in Kubernetes a hostPath volume), or " + set);
    }
    for (Path above = root; above != null; above = above.getParent()) {
      if (Files.exists(above) && !mayRead.test(above)) {
        return Finding.fail(ROOT, described(above) + " may not be read", access(above));
      }
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
              .formatted(closed.size(), logs + closed.size(), root, described(first)),
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
          if (mayRead.test(entry)) {
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
      if (mayRead.test(log)) {
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
    } else if (!mayRead.test(target)) {
      closed.add(Files.isExecutable(folder) && mayRead.test(folder) ? target : folder);
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

  /** {@code /var/log/pods (rwxr-x--- root root)}. */
  private static String described(Path path) {
    return attributes(path)
        .map(
            it ->
                "%s (%s %s %s)"
                    .formatted(
                        path,
                        PosixFilePermissions.toString(it.permissions()),
                        it.owner().getName(),
                        it.group().getName()))
        .orElse(path.toString());
  }

  private static Optional<PosixFileAttributes> attributes(Path path) {
    try {
      return Optional.of(Files.readAttributes(path, PosixFileAttributes.class));
    } catch (IOException | UnsupportedOperationException _) {
      return Optional.empty();
    }
  }

  /** What lets this user in. */
  private static String access(Path path) {
    Optional<PosixFileAttributes> attributes = attributes(path);
    String user = PathDoor.user();
    if (attributes.isEmpty()) {
      return "let " + user + " read it";
    }
    PosixFileAttributes it = attributes.get();
    boolean byGroup =
        it.permissions().contains(PosixFilePermission.GROUP_READ)
            && (!it.isDirectory() || it.permissions().contains(PosixFilePermission.GROUP_EXECUTE));
    return byGroup
        ? "add %s to the group %s (in Kubernetes supplementalGroups: [%s])"
            .formatted(user, it.group().getName(), id(path, "unix:gid"))
        : "run Cresset as %s (in Kubernetes runAsUser: %s), or let %s read it"
            .formatted(it.owner().getName(), id(path, "unix:uid"), user);
  }

  private static String id(Path path, String attribute) {
    try {
      return String.valueOf(Files.getAttribute(path, attribute));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
      return "?";
    }
  }
}
