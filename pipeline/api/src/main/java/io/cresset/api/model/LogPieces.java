package io.cresset.api.model;

/**
 * The attributes of a line that was too long for one record and went out in several: put one behind
 * the other, in the order of their numbers, they are the line.
 */
public final class LogPieces {
  /** 1 for the first piece. A record without it, or with 1, begins another line. */
  public static final String NUMBER = "log.piece";

  /** True on the last piece, where its source knows that it is. */
  public static final String LAST = "log.piece.last";

  private LogPieces() {}
}
