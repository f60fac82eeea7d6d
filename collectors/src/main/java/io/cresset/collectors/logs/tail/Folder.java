package io.cresset.collectors.logs.tail;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A folder that is watched, under one of its names. */
final class Folder {
  final Path path;
  int watch = -1;

  /** Whether its files are followed; else it is watched for what is to come, or for links. */
  boolean entered;

  /** What it was when it was entered. */
  Stat.Key key = Stat.Key.NONE;

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
