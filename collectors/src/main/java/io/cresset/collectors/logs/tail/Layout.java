package io.cresset.collectors.logs.tail;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which files are followed and how they belong together. All is told by names, without I/O, and the
 * same question always has the same answer. Called by one thread.
 */
public interface Layout {

  /** The folders in which the search begins; they need not exist, now or ever. */
  List<Path> roots();

  /** Whether what is looked for may lie in this folder below a root, at any depth. */
  boolean enters(Path folder);

  /**
   * Where the file at this path stands, which lies in a folder that is entered; empty if it is not
   * followed. A symbolic link is followed: it stands where the link does, whatever it leads to.
   */
  Optional<Place> place(Path file);

  /**
   * A new decoder for a chain, at the beginning of a line. Asked for when a chain is read for the
   * first time, and again whenever what a decoder holds was given up, because reading begins again
   * at what was emitted last.
   *
   * @param file one of the chain's files, for what its path tells
   */
  Decoder decoder(String chain, Path file);

  /**
   * The chain that gets nothing more once this one has a file, as restart 2 of a container ends the
   * log of restart 1. Its last file is then read to its end and offered with {@link Outlook#ENDED}.
   */
  default Optional<String> ends(String chain) {
    return Optional.empty();
  }
}
