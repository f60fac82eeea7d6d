package io.cresset.collectors.journal;

import io.cresset.api.check.Door;
import io.cresset.api.check.DoorContext;
import io.cresset.api.check.Finding;
import io.cresset.api.check.PathDoor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What {@code cresset check} tries of the journal: whether its folders and files can be read. */
final class JournalDoors {
  private static final String PATHS = "paths";

  private final JournalConfig config;
  private final DoorContext context;
  private final Predicate<Path> readable;

  /**
   * @param readable whether a file may be read
   */
  JournalDoors(JournalConfig config, DoorContext context, Predicate<Path> readable) {
    this.config = config;
    this.context = context;
    this.readable = readable;
  }

  List<Door> all() {
    return List.of(Door.local(PATHS, this::open));
  }

  private List<Finding> open() {
    List<Finding> found = new ArrayList<>();
    JournalFolders.Listing listing = new JournalFolders(config.paths(), config.maxFiles()).list();
    for (Path path : config.paths()) {
      if (Files.exists(path)) {
        found.add(folder(path, listing));
      }
    }
    if (found.isEmpty()) {
      found.add(none());
    }
    if (listing.tooMany() > 0) {
      found.add(
          Finding.warn(
              "max_files",
              listing.tooMany() + " files more than may be followed",
              "raise " + context.key("max_files")));
    }
    return found;
  }

  private Finding none() {
    String missing = "there is no journal in " + config.paths();
    String remedy =
        "mount the host's /var/log/journal and /run/log/journal there, read-only, or set "
            + context.key(PATHS);
    return readable.test(config.kmsg())
        ? Finding.warn(PATHS, missing + ": only " + config.kmsg() + " is read", remedy)
        : Finding.fail(PATHS, missing + " and " + config.kmsg() + " may not be read", remedy);
  }

  private Finding folder(Path path, JournalFolders.Listing listing) {
    Path root = path.toAbsolutePath().normalize();
    List<Path> closed =
        new ArrayList<>(
            listing.refused().keySet().stream().filter(each -> each.startsWith(root)).toList());
    int open = 0;
    for (JournalFolders.Candidate each : listing.files()) {
      if (each.path().startsWith(root)) {
        if (readable.test(each.path())) {
          open++;
        } else {
          closed.add(each.path());
        }
      }
    }
    if (!closed.isEmpty()) {
      String detail =
          "%s may not be read%s"
              .formatted(
                  closed.getFirst(),
                  closed.size() == 1 ? "" : ", nor " + (closed.size() - 1) + " more");
      return open == 0
          ? Finding.fail(path.toString(), detail, remedy(closed.getFirst()))
          : Finding.warn(path.toString(), detail + "; " + open + " can", remedy(closed.getFirst()));
    }
    return Finding.ok(
        path.toString(),
        open == 0 ? "no journal files in it yet" : open + " journal files can be read");
  }

  /** The group that may read it, or what else helps. */
  private static String remedy(Path closed) {
    String user = System.getProperty("user.name", "of Cresset");
    String group = group(closed);
    String join =
        "let "
            + PathDoor.user()
            + " read it: 'sudo usermod -aG "
            + group
            + " "
            + user
            + "' and start Cresset again";
    return join
        + "; in a unit SupplementaryGroups="
        + group
        + ", in a pod supplementalGroups with the host's number of that group";
  }

  private static String group(Path path) {
    try {
      GroupPrincipal group = Files.readAttributes(path, PosixFileAttributes.class).group();
      return group.getName().equals("root") ? "systemd-journal" : group.getName();
    } catch (IOException | UnsupportedOperationException _) {
      return "systemd-journal";
    }
  }
}
