package io.cresset.collectors.logs.tail;

import java.io.IOException;
import java.util.Optional;

/** Has a file begin at its end: what stands there is not wanted. */
final class AtEnd {
  /** The number of what follows the beginning of a line, which is passed over. */
  private static final int SECOND_PIECE = 2;

  private final Layout layout;
  private final TailSettings settings;
  private final Outbox out;

  AtEnd(Layout layout, TailSettings settings, Outbox out) {
    this.layout = layout;
    this.settings = settings;
    this.out = out;
  }

  /** At its end, or where the line begins that is being written. */
  void start(Tailed file, Chain.Found found) {
    boolean gzip = found.place().gzip();
    file.allRead(gzip ? 0 : found.size());
    file.passedOver = gzip;
    try {
      Optional<Content> content = Content.open(found.path(), found.key(), gzip);
      if (content.isPresent()) {
        try (Content bytes = content.get()) {
          file.head = Prints.head(bytes);
          if (bytes instanceof GzipContent packed) {
            file.allRead(Math.max(0, packed.statedBytes()));
          } else {
            startBehindLines(file, found, bytes);
            file.tail = Prints.tail(bytes, file.lowestMark());
          }
        }
      }
    } catch (IOException _) {
      // It is known by its inode alone, until it is read.
    }
    file.seenBytes = file.lowestMark();
    out.moved(file);
    out.sealIfManyMoves();
  }

  private void startBehindLines(Tailed file, Chain.Found found, Content content)
      throws IOException {
    int length = (int) Math.min(found.size(), settings.maxLineBytes());
    byte[] bytes = new byte[length];
    long from = found.size() - length;
    int count = content.read(from, bytes, 0, length);
    Window window = new Window(bytes, 0, count, from, Outlook.GROWING, 0);
    int[] begins = layout.decoder(file.chain.id, found.path()).unfinishedLines(window);
    for (int stream = 0; stream < begins.length; stream++) {
      int begin = begins[stream];
      file.marks[stream] = window.offsetOf(begin < 0 ? ~begin : begin);
      file.pieces[stream] = begin < 0 ? SECOND_PIECE : 0;
    }
  }
}
