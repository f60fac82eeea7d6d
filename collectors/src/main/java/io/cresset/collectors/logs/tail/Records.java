package io.cresset.collectors.logs.tail;

import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;

/**
 * Takes what a {@link Decoder} made of a window, and remembers for each stream of the file how far
 * it has got: the stream's <em>mark</em>, an offset before which all of the stream has been handed
 * over. A mark becomes durable in the same frame as the records before it; after a restart reading
 * begins at the lowest mark of the file.
 *
 * <p>A stream's marks only grow. Setting one in a file says that the stream is through with the
 * chain's older files. Valid during one {@link Decoder#decode}.
 */
public interface Records {

  /**
   * Where the stream's next line begins at the earliest, in the current file. What begins before
   * was emitted in an earlier life, and the decoder passes over it in silence.
   */
  long mark(int stream);

  /**
   * The number of the piece that comes next in the stream: 0 if a new line begins at the mark, 2 if
   * one piece of a line is out, and so on.
   */
  int nextPiece(int stream);

  /**
   * Takes a record, and moves the stream's mark with it: both or neither will be durable. A record
   * over the file's rate limit is counted instead, and with it all pieces of its line.
   *
   * @param mark behind the last byte of the stream that the record was made of
   * @param nextPiece 0 if the record ends its line; else the number of the piece that is to follow
   */
  void add(int stream, long mark, int nextPiece, Resource resource, LogRecord record)
      throws InterruptedException;

  /**
   * Moves a stream's mark alone, and sets its next piece to 0: nothing of the stream is pending
   * before this offset. To be called at the end of each window, for each stream of which nothing is
   * pending; else reading would begin far behind.
   */
  void pass(int stream, long mark);

  /** Counts a line that went out in more than one piece; once for each. */
  void cutLine();
}
