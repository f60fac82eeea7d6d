package io.cresset.collectors.logs.tail;

/**
 * Where a file stands among those that are followed, told by its name alone.
 *
 * @param chain the log that it is a part of: the same text for all of its rotations and, after a
 *     restart of this program, still the same. A chain is read strictly from its oldest file to its
 *     newest
 * @param age the order within the chain, greater for newer; {@link #NEWEST} for the file that is
 *     written to, {@link #BY_TIME} if the name does not tell, so that the one that was written to
 *     last is the newest of these. Two files of one other age are one content, such as {@code
 *     x.log.1} and the {@code x.log.1.gz} that is being made of it
 * @param gzip whether it is compressed; what is read are its decompressed bytes
 */
public record Place(String chain, long age, boolean gzip) {
  public static final long NEWEST = Long.MAX_VALUE;

  /** Newer than all that tell their age, and older than {@link #NEWEST}. */
  public static final long BY_TIME = Long.MAX_VALUE - 1;

  public Place {
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("a chain has a name");
    }
  }
}
