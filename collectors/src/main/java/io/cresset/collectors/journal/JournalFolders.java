package io.cresset.collectors.journal;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Which files and folders there are. Looks at names and never into files. */
final class JournalFolders {
  private static final int MAX_FOLDERS = 10_000;

  private final List<Path> paths;
  private final int maxFiles;
  private final About about;

  /** Whether the listing under way has no name that was gone when it was looked at. */
  private boolean complete = true;

  /** When the folders of the last listing were last changed, in nanoseconds. */
  private final Map<Path, Long> changed = new HashMap<>();

  /**
   * @param key says whether it is the same file under another name
   * @param modifiedNanos when it was last written to, not always to the point
   */
  record Candidate(Path path, Object key, long bytes, long modifiedNanos) {
    /** Whether journald has put it aside because it was not closed well. */
    boolean leftBehind() {
      return name().endsWith("~");
    }

    /** Whether its name says that nothing is written to it any more. */
    boolean archivedByName() {
      return leftBehind() || name().contains("@");
    }

    private String name() {
      return String.valueOf(path.getFileName());
    }
  }

  /**
   * @param listed folders of which all files are here
   * @param refused folders that may not be read, with the reason
   * @param complete whether no name was gone before it was looked at, as a renamed file's is
   * @param tooMany files that are not here because there are more than may be followed
   * @param whole whether all of this is so of all folders that are configured
   */
  record Listing(
      List<Candidate> files,
      Set<Path> listed,
      Map<Path, IOException> refused,
      boolean complete,
      int tooMany,
      boolean whole) {
    /** Whether a file that is not here is no more. */
    boolean wouldHave(String folder) {
      Path path = Path.of(folder);
      if (listed.contains(path)) {
        return true;
      }
      Path above = path.getParent();
      return above != null && listed.contains(above) && !refused.containsKey(path);
    }
  }

  /** What is known of a file without opening it. */
  @FunctionalInterface
  interface About {
    BasicFileAttributes of(Path path) throws IOException;
  }

  JournalFolders(List<Path> paths, int maxFiles) {
    this(paths, maxFiles, path -> Files.readAttributes(path, BasicFileAttributes.class));
  }

  JournalFolders(List<Path> paths, int maxFiles, About about) {
    this.about = about;
    this.paths = paths.stream().map(Path::toAbsolutePath).map(Path::normalize).toList();
    this.maxFiles = maxFiles;
  }

  /** Whether a file came or went since the last listing, as far as folders tell. */
  boolean haveChanged() {
    return changed.entrySet().stream().anyMatch(each -> modified(each.getKey()) != each.getValue());
  }

  private static long modified(Path folder) {
    try {
      return Files.getLastModifiedTime(folder).to(java.util.concurrent.TimeUnit.NANOSECONDS);
    } catch (IOException _) {
      return -1;
    }
  }

  Listing list() {
    changed.clear();
    complete = true;
    List<Candidate> files = new ArrayList<>();
    Set<Path> listed = new HashSet<>();
    Map<Path, IOException> refused = new TreeMap<>();
    for (Path path : paths) {
      changed.put(path, modified(path));
      List<Path> folders = new ArrayList<>();
      list(path, files, folders, listed, refused);
      for (Path folder : folders) {
        changed.put(folder, modified(folder));
        list(folder, files, new ArrayList<>(), listed, refused);
      }
    }
    int tooMany = Math.max(0, files.size() - maxFiles);
    if (tooMany > 0) {
      files.sort(Comparator.comparingLong(Candidate::modifiedNanos).reversed());
      files.subList(maxFiles, files.size()).clear();
      // What is not followed is not gone.
      listed.clear();
    }
    boolean whole = complete && refused.isEmpty() && listed.containsAll(paths);
    return new Listing(files, listed, refused, complete, tooMany, whole);
  }

  private void list(
      Path folder,
      List<Candidate> files,
      List<Path> folders,
      Set<Path> listed,
      Map<Path, IOException> refused) {
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      for (Path path : stream) {
        String name = String.valueOf(path.getFileName());
        if (name.endsWith(".journal") || name.endsWith(".journal~")) {
          candidate(path).ifPresent(files::add);
        } else if (folders.size() < MAX_FOLDERS && Files.isDirectory(path)) {
          folders.add(path);
        }
      }
      listed.add(folder);
    } catch (NoSuchFileException | NotDirectoryException _) {
      // One of the two usual folders is not there.
    } catch (DirectoryIteratorException e) {
      refused.put(folder, e.getCause());
    } catch (IOException e) {
      refused.put(folder, e);
    }
  }

  private Optional<Candidate> candidate(Path path) {
    try {
      BasicFileAttributes found = about.of(path);
      Object key = found.fileKey();
      return found.isRegularFile()
          ? Optional.of(
              new Candidate(
                  path,
                  key == null ? path : key,
                  found.size(),
                  found.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS)))
          : Optional.empty();
    } catch (IOException _) {
      // Renamed or removed in between: another listing tells.
      complete = false;
      return Optional.empty();
    }
  }
}
