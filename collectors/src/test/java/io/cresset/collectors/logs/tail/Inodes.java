package io.cresset.collectors.logs.tail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes and deletes files as a file system does that gives inodes anew at once. Only while no
 * reader holds them: what is deleted lies aside until it is needed, and is emptied then.
 */
final class Inodes {
  private final Path aside;
  private final Random dice;
  private final List<Path> free = new ArrayList<>();
  private int given;

  /** Whether somebody may have files open. */
  boolean held = true;

  Inodes(Path aside, Random dice) {
    this.aside = aside;
    this.dice = dice;
  }

  /** Does nothing if there is one. */
  void create(Path path) throws IOException {
    if (Files.exists(path)) {
      return;
    }
    if (held || free.isEmpty() || dice.nextInt(4) == 0) {
      Files.createFile(path);
      return;
    }
    Path anew = free.remove(dice.nextInt(free.size()));
    Files.write(anew, new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
    Files.move(anew, path);
  }

  void delete(Path path) {
    try {
      if (held) {
        Files.delete(path);
        return;
      }
      Path kept = aside.resolve("free" + given++);
      Files.move(path, kept);
      free.add(kept);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
