package io.cresset.collectors.linux;

/** An answer of statvfs(3); the JDK does not tell inodes. */
public sealed interface Vfs {
  /** Counts of blocks and inodes, unsigned; {@code blockSize} in bytes. */
  record Sizes(
      long blockSize,
      long blocks,
      long blocksFree,
      long blocksAvailable,
      long files,
      long filesFree)
      implements Vfs {}

  /** The error, in the words that Go and so node_exporter has for it. */
  record Refused(String error) implements Vfs {}
}
