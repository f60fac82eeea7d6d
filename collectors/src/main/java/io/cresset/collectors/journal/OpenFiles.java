package io.cresset.collectors.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The journal files that are open, of which there are few. Used by one thread. */
final class OpenFiles implements AutoCloseable {
  private final int most;
  private final JournalFile.Limits limits;
  private final FileSource.Opening opening;
  private final Map<Id128, Held> open = new LinkedHashMap<>(16, 0.75f, true);

  private record Held(FollowedFile of, JournalFile file) {}

  OpenFiles(int most, JournalFile.Limits limits, FileSource.Opening opening) {
    this.most = most;
    this.limits = limits;
    this.opening = opening;
  }

  /** Opens a file beside those that are held; the caller closes it. */
  JournalFile openAnew(Path path) throws IOException {
    return JournalFile.open(opening.open(path), limits);
  }

  /** Whether it is open; then it can be read even when it has been removed. */
  boolean has(FollowedFile file) {
    return open.containsKey(file.id());
  }

  /**
   * @throws NoSuchFileException if it is not where it was found
   */
  JournalFile get(FollowedFile file) throws IOException {
    Held held = open.get(file.id());
    if (held != null) {
      return held.file;
    }
    if (file.isGone()) {
      throw new NoSuchFileException(file.path().toString());
    }
    makeRoom();
    JournalFile opened = openAnew(file.path());
    if (!opened.header().fileId().equals(file.id())) {
      opened.close();
      throw new NoSuchFileException(file.path().toString());
    }
    open.put(file.id(), new Held(file, opened));
    return opened;
  }

  /**
   * The one used longest ago goes; one that was removed cannot be opened again, so it goes last.
   */
  private void makeRoom() throws IOException {
    if (open.size() < most) {
      return;
    }
    Held victim =
        open.values().stream()
            .filter(held -> !held.of.isGone())
            .findFirst()
            .orElseGet(() -> open.values().iterator().next());
    close(victim.of);
  }

  void close(FollowedFile file) throws IOException {
    Held held = open.remove(file.id());
    if (held != null) {
      held.file.close();
    }
  }

  /** Lets go of a file that can be opened again, as what has failed may then succeed. */
  void reopen(FollowedFile file) throws IOException {
    if (!file.isGone()) {
      close(file);
    }
  }

  int size() {
    return open.size();
  }

  @Override
  public void close() {
    for (Iterator<Held> each = open.values().iterator(); each.hasNext(); each.remove()) {
      try {
        each.next().file.close();
      } catch (IOException _) {
        // It was only read.
      }
    }
  }
}
