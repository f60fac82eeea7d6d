package io.cresset.collectors.logs.tail;

import io.cresset.collectors.linux.Inotify;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What lies in the folders that a {@link Layout} enters, kept up by what {@link Watches} tell. A
 * folder is looked through after its watch was set, so that nothing is missed in between, and again
 * whenever something may have been.
 */
final class Folders {
  /** Hears of files that stand somewhere in the layout. */
  interface Owner {
    /** It is there, or another file is there under its name, or it may have become readable. */
    void found(Chain.Found file);

    /** It is not there any more. */
    void gone(Chain.Found file);

    /** Something was written to it. */
    void written(Chain.Found file);

    /** A folder that may not be looked into. */
    void refused(Path folder);
  }

  private static final class Folder {
    final Path path;
    int watch = -1;

    /** Whether its files are followed; else it is watched for what is to come, or for links. */
    boolean entered;

    /** It may not be read, and that was said. */
    boolean refused;

    final Map<String, Chain.Found> files = new HashMap<>();
    final Set<Path> below = new HashSet<>();

    /** Links elsewhere that lead to what lies here, by its name. */
    final Map<String, Set<Path>> links = new HashMap<>();

    Folder(Path path) {
      this.path = path;
    }
  }

  private final Layout layout;
  private final Watches watches;
  private final Owner owner;
  private final Map<Path, Folder> folders = new HashMap<>();
  private final Map<Integer, Set<Folder>> byWatch = new HashMap<>();

  /** By folders that are there, names in them that lead to roots which are not. */
  private final Map<Path, Set<String>> awaited = new HashMap<>();

  /** Whether what happens in every folder is told. */
  private boolean allWatched = true;

  Folders(Layout layout, Watches watches, Owner owner) {
    this.layout = layout;
    this.watches = watches;
    this.owner = owner;
  }

  int count() {
    return folders.size();
  }

  /** Looks through everything. */
  void scan() {
    awaited.clear();
    allWatched = true;
    for (Path root : layout.roots()) {
      enterRoot(root);
    }
    for (Folder folder : List.copyOf(folders.values())) {
      if (folder.entered && folders.containsKey(folder.path)) {
        look(folder);
      }
    }
  }

  private void enterRoot(Path root) {
    Folder known = folders.get(root);
    if (known != null && known.entered) {
      return;
    }
    if (isFolder(root)) {
      enter(root);
      return;
    }
    Path above = root.getParent();
    while (above != null && !isFolder(above)) {
      above = above.getParent();
    }
    if (above != null) {
      awaited
          .computeIfAbsent(above, _ -> new HashSet<>())
          .add(above.relativize(root).getName(0).toString());
      Folder _ = watched(above);
    }
  }

  private static boolean isFolder(Path path) {
    return Stat.of(path).filter(found -> found.kind() == Stat.Kind.FOLDER).isPresent();
  }

  private Folder watched(Path path) {
    Folder folder = folders.computeIfAbsent(path, Folder::new);
    if (folder.watch < 0) {
      folder.watch = watches.watch(path);
      if (folder.watch >= 0) {
        byWatch.computeIfAbsent(folder.watch, _ -> new HashSet<>()).add(folder);
      } else if (Files.isReadable(path)) {
        allWatched = false;
      }
    }
    return folder;
  }

  private void enter(Path path) {
    Folder folder = watched(path);
    folder.entered = true;
    look(folder);
  }

  private void look(Folder folder) {
    if (folder.watch < 0) {
      Folder _ = watched(folder.path);
    }
    Set<String> seen = new HashSet<>();
    List<Path> inside = new ArrayList<>();
    try (DirectoryStream<Path> names = Files.newDirectoryStream(folder.path)) {
      names.forEach(inside::add);
    } catch (AccessDeniedException _) {
      if (!folder.refused) {
        folder.refused = true;
        owner.refused(folder.path);
      }
      return;
    } catch (IOException | java.nio.file.DirectoryIteratorException _) {
      if (!isFolder(folder.path)) {
        leave(folder);
        return;
      }
      return;
    }
    for (Path each : inside) {
      seen.add(String.valueOf(each.getFileName()));
      look(folder, each);
    }
    for (String name : new TreeSet<>(folder.files.keySet())) {
      if (!seen.contains(name)) {
        drop(folder, name);
      }
    }
    for (Path below : List.copyOf(folder.below)) {
      if (!seen.contains(String.valueOf(below.getFileName()))) {
        leaveAt(folder, below);
      }
    }
  }

  /** Looks at one name in a folder. */
  private void look(Folder folder, Path path) {
    var place = layout.place(path);
    boolean enters = layout.enters(path);
    if (place.isEmpty() && !enters) {
      return;
    }
    var stat = Stat.of(path);
    String name = String.valueOf(path.getFileName());
    if (stat.isEmpty()) {
      drop(folder, name);
      leaveAt(folder, path);
      return;
    }
    switch (stat.get().kind()) {
      case FOLDER -> {
        if (enters) {
          folder.below.add(path);
          Folder known = folders.get(path);
          if (known == null || !known.entered) {
            enter(path);
          }
        }
      }
      case FILE -> {
        if (place.isPresent()) {
          Chain.Found before = folder.files.get(name);
          Chain.Found file =
              new Chain.Found(
                  before == null ? path : before.path(),
                  place.get(),
                  stat.get().key(),
                  stat.get().size(),
                  stat.get().modifiedUnixNanos());
          folder.files.put(name, file);
          if (before == null || !before.key().equals(file.key())) {
            followLink(path, file);
          }
          if (before != null && !before.place().equals(file.place())) {
            owner.gone(before);
          }
          owner.found(file);
        }
      }
      case OTHER -> drop(folder, name);
    }
  }

  /** What a link leads to is written to elsewhere. */
  private void followLink(Path path, Chain.Found file) {
    if (!Files.isSymbolicLink(path)) {
      return;
    }
    try {
      Path target = path.toRealPath();
      Path above = target.getParent();
      if (above != null) {
        watched(above)
            .links
            .computeIfAbsent(String.valueOf(target.getFileName()), _ -> new HashSet<>())
            .add(file.path());
      }
    } catch (IOException _) {
      // It leads nowhere by now; that is found when it is opened.
    }
  }

  private void drop(Folder folder, String name) {
    Chain.Found file = folder.files.remove(name);
    if (file != null) {
      owner.gone(file);
    }
  }

  private void leaveAt(Folder above, Path path) {
    if (above.below.remove(path)) {
      Folder folder = folders.get(path);
      if (folder != null) {
        leave(folder);
      }
    }
  }

  /** The folder is no more, or is not where it was. */
  private void leave(Folder folder) {
    for (Path below : List.copyOf(folder.below)) {
      leaveAt(folder, below);
    }
    for (String name : List.copyOf(folder.files.keySet())) {
      drop(folder, name);
    }
    folders.remove(folder.path);
    Set<Folder> same = byWatch.getOrDefault(folder.watch, Set.of());
    if (same.remove(folder) && same.isEmpty()) {
      byWatch.remove(folder.watch);
      watches.unwatch(folder.watch);
    }
  }

  /**
   * One thing that has happened.
   *
   * @return whether something was missed, so that everything has to be looked through
   */
  boolean happened(int watch, int what, String name) {
    if ((what & Inotify.OVERFLOW) != 0) {
      return true;
    }
    Set<Folder> of = byWatch.get(watch);
    if (of == null) {
      return false;
    }
    boolean missed = false;
    for (Folder folder : List.copyOf(of)) {
      missed |= happened(folder, what, name);
    }
    return missed;
  }

  private boolean happened(Folder folder, int what, String name) {
    if ((what & (Inotify.DELETE_SELF | Inotify.MOVE_SELF | Inotify.IGNORED)) != 0) {
      leave(folder);
      // Another one may stand there by now.
      return layout.roots().contains(folder.path);
    }
    if (name.isEmpty()) {
      return false;
    }
    if (what == Inotify.MODIFY) {
      written(folder, name);
      return false;
    }
    for (Path link : folder.links.getOrDefault(name, Set.of())) {
      Folder of = folders.get(link.getParent());
      if (of != null) {
        look(of, link);
      }
    }
    if (folder.entered) {
      Chain.Found known = folder.files.get(name);
      Path path = known == null ? folder.path.resolve(name) : known.path();
      if ((what & (Inotify.MOVED_FROM | Inotify.DELETE)) != 0 && folder.below.contains(path)) {
        leaveAt(folder, path);
      }
      look(folder, path);
    }
    // What leads to a root may have come to be.
    return awaited.getOrDefault(folder.path, Set.of()).contains(name)
        && (what & (Inotify.CREATE | Inotify.MOVED_TO | Inotify.ATTRIB)) != 0;
  }

  private void written(Folder folder, String name) {
    Chain.Found file = folder.files.get(name);
    if (file != null) {
      owner.written(file);
    } else if (folder.entered) {
      look(folder, folder.path.resolve(name));
    }
    for (Path link : folder.links.getOrDefault(name, Set.of())) {
      Folder of = folders.get(link.getParent());
      Chain.Found linked = of == null ? null : of.files.get(String.valueOf(link.getFileName()));
      if (linked != null) {
        owner.written(linked);
      }
    }
  }

  boolean areAllWatched() {
    return allWatched;
  }
}
