package io.cresset.collectors.logs.tail;

import io.cresset.collectors.linux.Inotify;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** One that was refused may be read now, or is gone. */
    void admitted();
  }

  private final Layout layout;
  private final Watches watches;
  private final Owner owner;
  private final Map<Path, Folder> folders = new HashMap<>();
  private final Map<Integer, Set<Folder>> byWatch = new HashMap<>();

  /** By a link to a file, the folder in which that lies. */
  private final Map<Path, Folder> linked = new HashMap<>();

  /** By folders that are there, names in them that lead to roots which are not. */
  private final Map<Path, Set<String>> awaited = new HashMap<>();

  /** Whether what happens in every folder is told. */
  private boolean allWatched = true;

  Folders(Layout layout, Watches watches, Owner owner) {
    this.layout = layout;
    this.watches = watches;
    this.owner = owner;
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
    Optional<Stat> found = Stat.of(root).filter(it -> it.kind() == Stat.Kind.FOLDER);
    if (found.isPresent()) {
      enter(root, found.get().key());
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
      } else if (Files.isReadable(path) || Files.isExecutable(path)) {
        allWatched = false;
      }
    }
    return folder;
  }

  private void enter(Path path, Stat.Key key) {
    Folder folder = watched(path);
    folder.entered = true;
    folder.key = key;
    look(folder);
  }

  /** Whether a folder lies in itself, by a link. */
  private boolean isLoop(Path path, Stat.Key key) {
    for (Path above = path.getParent(); above != null; above = above.getParent()) {
      Folder folder = folders.get(above);
      if (folder != null && folder.entered && folder.key.equals(key)) {
        return true;
      }
    }
    return false;
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
      lookAtKnown(folder);
      return;
    } catch (IOException | java.nio.file.DirectoryIteratorException _) {
      if (!isFolder(folder.path)) {
        leave(folder);
      }
      return;
    }
    admit(folder);
    // The same name of a folder with several is found first, whenever it is looked through.
    inside.sort(Comparator.naturalOrder());
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

  /** What was found in a folder that may not be listed any more may be within reach still. */
  private void lookAtKnown(Folder folder) {
    for (Chain.Found file : List.copyOf(folder.files.values())) {
      look(folder, file.path());
    }
    for (Path below : List.copyOf(folder.below)) {
      look(folder, below);
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
        drop(folder, name);
        if (enters) {
          Folder known = folders.get(path);
          if (known != null && known.entered) {
            folder.below.add(path);
          } else if (!isLoop(path, stat.get().key())) {
            folder.below.add(path);
            enter(path, stat.get().key());
          }
        }
      }
      case FILE -> {
        if (place.isPresent()) {
          Chain.Found before = folder.files.get(name);
          boolean isNew = before == null || !before.key().equals(stat.get().key());
          boolean link = isNew || before == null ? Files.isSymbolicLink(path) : before.link();
          Chain.Found file =
              Chain.found(before == null ? path : before.path(), place.get(), link, stat.get());
          folder.files.put(name, file);
          if (isNew) {
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
    unlink(file.path());
    if (!file.link()) {
      return;
    }
    try {
      Path target = path.toRealPath();
      Path above = target.getParent();
      if (above != null) {
        Folder holds = watched(above);
        holds
            .links
            .computeIfAbsent(String.valueOf(target.getFileName()), _ -> new HashSet<>())
            .add(file.path());
        linked.put(file.path(), holds);
      }
    } catch (IOException _) {
      // It leads nowhere by now; that is found when it is opened.
    }
  }

  /** A link leads there no more. */
  private void unlink(Path link) {
    Folder holds = linked.remove(link);
    if (holds != null) {
      holds.links.values().removeIf(from -> from.remove(link) && from.isEmpty());
      if (holds.links.isEmpty() && !holds.entered && !awaited.containsKey(holds.path)) {
        unwatch(holds);
      }
    }
  }

  private void drop(Folder folder, String name) {
    Chain.Found file = folder.files.remove(name);
    if (file != null) {
      unlink(file.path());
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
    unwatch(folder);
  }

  private void admit(Folder folder) {
    if (folder.refused) {
      folder.refused = false;
      owner.admitted();
    }
  }

  private void unwatch(Folder folder) {
    admit(folder);
    folders.remove(folder.path);
    Set<Folder> same = byWatch.get(folder.watch);
    if (same != null && same.remove(folder) && same.isEmpty()) {
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
    boolean mustScan = false;
    for (Folder folder : List.copyOf(of)) {
      mustScan |= happened(folder, what, name);
    }
    return mustScan;
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
      Optional<Path> named = known == null ? resolve(folder, name) : Optional.of(known.path());
      if (named.isEmpty()) {
        look(folder);
        return false;
      }
      Path path = named.get();
      if ((what & (Inotify.MOVED_FROM | Inotify.DELETE)) != 0 && folder.below.contains(path)) {
        leaveAt(folder, path);
      }
      look(folder, path);
    }
    // What leads to a root may have come to be.
    return awaited.getOrDefault(folder.path, Set.of()).contains(name)
        && (what & (Inotify.CREATE | Inotify.MOVED_TO | Inotify.ATTRIB)) != 0;
  }

  /** Empty if the name cannot be told in this locale: only the folder itself can give its path. */
  private static Optional<Path> resolve(Folder folder, String name) {
    try {
      return Optional.of(folder.path.resolve(name));
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }

  private void written(Folder folder, String name) {
    Chain.Found file = folder.files.get(name);
    if (file != null) {
      owner.written(file);
    } else if (folder.entered) {
      resolve(folder, name).ifPresentOrElse(path -> look(folder, path), () -> look(folder));
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
