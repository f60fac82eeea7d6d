package io.cresset.app.check;

import io.cresset.api.check.Door;
import io.cresset.api.check.DoorContext;
import io.cresset.api.check.Finding;
import io.cresset.api.check.PathDoor;
import io.cresset.api.config.DataSize;
import io.cresset.core.log.FolderLock;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The data folder: there or to be made, writable, free, on a disk, with room for what it may hold.
 *
 * @param limits what each log may take, by its folder below this one
 */
public record DataDoor(Path folder, Map<String, DataSize> limits) {
  private static final String SET = "name another folder in data";

  public DataDoor {
    limits = Map.copyOf(limits);
  }

  public Door door(DoorContext context) {
    return Door.local("folder", () -> open(context));
  }

  private List<Finding> open(DoorContext context) {
    Path there = folder.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    List<Finding> found = new ArrayList<>();
    Finding writable = writable(there, there.equals(folder.toAbsolutePath()));
    found.add(writable);
    if (writable.state() != Finding.State.FAIL) {
      if (Files.isDirectory(folder)) {
        found.add(lock(context));
      }
      found.addAll(store(there));
    }
    return found;
  }

  private Finding writable(Path there, boolean exists) {
    if (!Files.isDirectory(there)) {
      return Finding.fail("folder", there + " is no folder", "remove it, or " + SET);
    }
    if (!Files.isWritable(there) || !Files.isExecutable(there)) {
      return Finding.fail(
          "folder",
          folder + (exists ? " may not be written to" : " cannot be made in " + there),
          exists
              ? "let " + PathDoor.user() + " write there: chown it, or " + SET
              : "make it and let " + PathDoor.user() + " write there, or " + SET);
    }
    return Finding.ok("folder", folder + (exists ? " can be written to" : " can be made"));
  }

  private Finding lock(DoorContext context) {
    try {
      Optional<String> holder = FolderLock.holder(folder);
      if (holder.isEmpty()) {
        return Finding.ok("lock", "no other Cresset uses it");
      }
      String process = "process " + holder.get();
      return context.running().isPresent()
              && holder.get().equals(Long.toString(context.running().getAsLong()))
          ? Finding.ok("lock", "held by the Cresset that runs here (" + process + ")")
          : Finding.fail(
              "lock",
              "another Cresset (" + process + ") uses " + folder,
              "stop that one, or " + SET);
    } catch (IOException e) {
      return Finding.warn(
          "lock",
          "whether another Cresset uses " + folder + " cannot be seen: " + e.getMessage(),
          "check as the user that runs Cresset");
    }
  }

  private List<Finding> store(Path there) {
    List<Finding> found = new ArrayList<>();
    try {
      FileStore store = Files.getFileStore(there);
      switch (store.type()) {
        case "tmpfs", "ramfs" ->
            found.add(
                Finding.warn(
                    "disk",
                    folder
                        + " is in memory ("
                        + store.type()
                        + "): what waits is lost at a restart",
                    "name a folder on a disk in data, such as /var/lib/cresset"));
        case "overlay" ->
            found.add(
                Finding.warn(
                    "disk",
                    folder + " is in a container's own layer, and goes with the container",
                    "mount a volume there"));
        case String _ -> {}
      }
      found.add(room(store.getUsableSpace()));
    } catch (IOException e) {
      found.add(
          Finding.warn("room", "the free space is not known: " + e.getMessage(), "look with df"));
    }
    return found;
  }

  private Finding room(long free) throws IOException {
    long most = 0;
    long used = 0;
    for (Map.Entry<String, DataSize> log : limits.entrySet()) {
      most += log.getValue().bytes();
      used += used(folder.resolve(log.getKey()));
    }
    long needed = Math.max(0, most - used);
    String sizes = rounded(free) + " free, and the logs may take " + rounded(needed) + " more";
    return free >= needed
        ? Finding.ok("room", sizes)
        : Finding.warn(
            "room",
            sizes,
            "make room, or lower "
                + String.join(
                    " or ",
                    limits.keySet().stream()
                        .sorted()
                        .map(log -> "buffer." + log + ".max_bytes")
                        .toList()));
  }

  private static long used(Path log) throws IOException {
    if (!Files.isDirectory(log)) {
      return 0;
    }
    long used = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(log)) {
      for (Path file : files) {
        used += Files.exists(file) ? Files.size(file) : 0;
      }
    }
    return used;
  }

  private static String rounded(long bytes) {
    return bytes < 1L << 30
        ? (bytes >> 20) + " MiB"
        : String.format(java.util.Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
  }
}
