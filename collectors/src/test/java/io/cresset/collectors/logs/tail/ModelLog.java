package io.cresset.collectors.logs.tail;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * A log that a program writes and others rotate, at random, and what a reader must have seen of it:
 * each line has a number that no other has.
 */
interface ModelLog extends AutoCloseable {
  String name();

  /**
   * Writes so many lines.
   *
   * @return what was done, in words
   */
  String write(int count) throws IOException;

  /** One thing that happens to logs, in words. */
  String happen() throws IOException;

  /** The reader has looked: what is there it has open, and read. */
  void looked();

  /** The reader has died, and all that is safe of what it read are these. */
  void letGo(Set<Integer> safe);

  /** Ends what is open, so that nothing has to wait. */
  void finish() throws IOException;

  /** Whether its files are so short that one may be taken for another's twin, which is counted. */
  default boolean isShort() {
    return false;
  }

  /** The numbers of all lines, in their order. */
  List<Integer> written();

  /** Those that cannot be asked of a reader: what held them was taken away too early. */
  Set<Integer> perhapsLost();

  @Override
  void close() throws IOException;
}
