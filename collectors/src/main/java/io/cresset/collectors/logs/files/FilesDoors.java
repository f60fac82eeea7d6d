package io.cresset.collectors.logs.files;

import io.cresset.api.check.Door;
import io.cresset.api.check.DoorContext;
import io.cresset.api.check.Finding;
import io.cresset.api.check.PathDoor;
import io.cresset.api.model.Resource;
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
 * What {@code cresset check} tries of files: each pattern, with the folders that lead to what it
 * means. Says who may not read what, and which group mends it.
 */
final class FilesDoors {
  /** More are not looked at. */
  private static final int MAX_FILES = 5000;

  private final FilesConfig config;
  private final DoorContext context;
  private final Reach reach;

  FilesDoors(FilesConfig config, DoorContext context) {
    this(config, context, Reach.OWN);
  }

  /**
   * @param reach what this user may read
   */
  FilesDoors(FilesConfig config, DoorContext context, Reach reach) {
    this.config = config;
    this.context = context;
    this.reach = reach;
  }

  List<Door> all() {
    List<Door> doors = new ArrayList<>();
    for (Glob include : config.include()) {
      doors.add(Door.local(include.toString(), () -> List.of(look(include))));
    }
    return doors;
  }

  private Finding look(Glob include) {
    String what = include.toString();
    Path root = include.root();
    Optional<Path> above = Rights.closedAbove(root, reach);
    if (above.isPresent()) {
      return closed(what, above.get(), 1, 1);
    }
    if (!Files.isDirectory(root)) {
      return Finding.warn(
          what,
          "the folder " + root + " does not exist; it is looked at as soon as it does",
          "mount it there if this is a container, or put " + context.key("include") + " right");
    }
    Search search = new Search(include);
    search.in(root);
    if (!search.closed.isEmpty()) {
      return closed(
          what, search.closed.getFirst(), search.closed.size(), search.closed.size() + search.open);
    }
    if (search.open == 0) {
      return Finding.warn(
          what,
          "no file matches now; one that comes is followed",
          "put " + context.key("include") + " right if there should be one");
    }
    return Finding.ok(what, search.open + (search.open == 1 ? " file" : " files") + " can be read");
  }

  /** What one pattern means now. */
  private final class Search {
    private final Glob include;
    private final Layout layout = new FileChains(config, Resource.empty());
    private final List<Path> closed = new ArrayList<>();
    private int open;

    Search(Glob include) {
      this.include = include;
    }

    void in(Path folder) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
        for (Path entry : entries) {
          if (open + closed.size() >= MAX_FILES) {
            return;
          }
          if (Files.isDirectory(entry)) {
            if (include.enters(entry) && reach.reads(entry)) {
              in(entry);
            } else if (include.enters(entry)) {
              closed.add(entry);
            }
          } else if (include.matches(entry) && layout.place(entry).isPresent()) {
            if (reach.reads(entry)) {
              open++;
            } else if (Files.exists(entry)) {
              closed.add(entry);
            }
          }
        }
      } catch (IOException _) {
        // Gone meanwhile.
      }
    }
  }

  private static Finding closed(String what, Path first, int count, int of) {
    String shown = Rights.shown(first);
    String found =
        of == 1
            ? shown + " may not be read"
            : "%d of %d may not be read, such as %s".formatted(count, of, shown);
    return Finding.fail(what, found, remedy(first));
  }

  private static String remedy(Path closed) {
    String user = System.getProperty("user.name", "cresset");
    Optional<Rights> rights = Rights.of(closed);
    if (rights.isEmpty()) {
      return "let " + PathDoor.user() + " read it";
    }
    return rights.get().byGroup() && !rights.get().group().equals("root")
        ? "usermod -aG %s %s lets %s read it, from its next start on"
            .formatted(rights.get().group(), user, PathDoor.user())
        : "setfacl -m u:%s:%s %s lets %s read it"
            .formatted(user, Files.isDirectory(closed) ? "rx" : "r", closed, PathDoor.user());
  }
}
