package io.cresset.collectors.logs.tail;

import java.util.Arrays;

/**
 * Makes records of the bytes of one chain's files. It may hold what is pending (the pieces of a
 * line of one stream while lines of another come), also from one file to the next: nothing of that
 * is ever stored. If the program ends, or reading has to begin again, another decoder is offered
 * the bytes from the lowest mark on, with older files first. Used by one thread.
 *
 * <p>It never fails, whatever the bytes are: what it does not understand goes out as it is.
 */
public interface Decoder {

  /**
   * How many streams a file has, 1 to {@value #MAX_STREAMS}: 1 for plain text, 3 for standard
   * output, standard error and what is neither. They are numbered from 0. Always the same for a
   * chain.
   */
  int streams();

  int MAX_STREAMS = 4;

  /**
   * Looks at what follows the bytes that were taken last, in the same file or, after {@link
   * Outlook#DONE}, at the beginning of the next one.
   *
   * @return how many bytes of the window were taken. The rest is offered again with what follows
   *     it. A window of {@link TailSettings#windowBytes} or more must not come back whole: what is
   *     too long is taken in pieces
   */
  int decode(Window window, Records out) throws InterruptedException;

  /**
   * Where in a window the line of each stream begins that has no end in it: behind its last line if
   * there is none. If it began before what can be seen, the complement ({@code ~}) of where to go
   * on: what follows is the rest of a line, and is marked as a second piece.
   */
  default int[] unfinishedLines(Window window) {
    int begin = Lines.behindLastLf(window);
    int[] all = new int[streams()];
    Arrays.fill(all, begin >= 0 ? begin : window.offset() == 0 ? window.from() : ~window.to());
    return all;
  }

  /**
   * Memory that is held for what is pending. What all decoders hold is limited: beyond it the one
   * with the most is told {@link Outlook#FULL}.
   */
  default int pendingBytes() {
    return 0;
  }
}
