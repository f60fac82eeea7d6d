package io.cresset.collectors.logs.tail;

import java.io.IOException;
import java.util.Optional;

/** By what a file is known again: what it begins with, and what stands before a known offset. */
final class Prints {
  private Prints() {}

  static Position.Print head(Content content) throws IOException {
    byte[] bytes = new byte[Fingerprint.HEAD_BYTES];
    int count = content.read(0, bytes, 0, bytes.length);
    return count == 0
        ? Position.Print.NONE
        : new Position.Print(count, count, Fingerprint.of(bytes, 0, count));
  }

  static Position.Print tail(Content content, long end) throws IOException {
    int length = (int) Math.min(end, Fingerprint.TAIL_BYTES);
    byte[] bytes = new byte[length];
    int count = content.read(end - length, bytes, 0, length);
    return count < length || length == 0
        ? Position.Print.NONE
        : new Position.Print(end, length, Fingerprint.of(bytes, 0, length));
  }

  /** Whether the bytes by which it is known are there still. */
  static boolean isAsItWas(Tailed file, Content content) throws IOException {
    return content.size() >= file.tail.end()
        && stands(file.head, content)
        && stands(file.tail, content);
  }

  /** The same of one that is open: at least, nothing says that they are not. */
  static boolean isStillAsItWas(Tailed file) {
    // Nobody writes to what is compressed, and going back in it is dear.
    if (file.content instanceof PlainContent content) {
      try {
        return isAsItWas(file, content);
      } catch (IOException _) {
        return true;
      }
    }
    return true;
  }

  private static boolean stands(Position.Print print, Content content) throws IOException {
    if (print.bytes() == 0) {
      return true;
    }
    byte[] bytes = new byte[print.bytes()];
    int count = content.read(print.end() - bytes.length, bytes, 0, bytes.length);
    return count == bytes.length && Fingerprint.of(bytes, 0, count) == print.hash();
  }

  /** Whether what lies there begins, and goes on, as what is known. */
  static boolean hasContentOf(Tailed file, Chain.Found found) {
    boolean gzip = found.place().gzip();
    try {
      Optional<Content> content = Content.open(found.path(), found.key(), gzip);
      if (content.isEmpty()) {
        return false;
      }
      try (Content bytes = content.get()) {
        if (bytes instanceof GzipContent packed
            && file.head.bytes() > 0
            && packed.statedBytes() == (file.lowestMark() & 0xFFFF_FFFFL)) {
          // As long as what was read of it: there is no need to decompress it all.
          boolean same = stands(file.head, bytes);
          file.end = same ? file.lowestMark() : file.end;
          return same;
        }
        boolean same = isAsItWas(file, bytes);
        if (same && bytes instanceof GzipContent && file.end >= 0) {
          // It was read to its end before, and grew until it was compressed.
          file.end = -1;
          file.chain.rewind();
        }
        return same;
      }
    } catch (IOException _) {
      return false;
    }
  }

  /** Of one that is still open its head can be looked at now, if it was too short before. */
  static boolean hasHead(Tailed file) {
    Content content = file.content;
    if (content instanceof PlainContent && file.head.bytes() < Fingerprint.HEAD_BYTES) {
      try {
        Position.Print now = head(content);
        // It may have been truncated, and written to anew.
        boolean grew = now.bytes() > file.head.bytes() && stands(file.head, content);
        file.head = grew ? now : file.head;
      } catch (IOException _) {
        // Then it is known by what was seen of it.
      }
    }
    return file.head.bytes() > 0;
  }

  /** Sees to it that a new file can be known again. */
  static void meet(Tailed file, Chain.Found found) {
    Content content = file.content;
    try {
      if (content != null) {
        file.head = head(content);
      } else if (found.size() > 0 && file.head.bytes() == 0) {
        Optional<Content> opened = Content.open(found.path(), found.key(), file.gzip);
        if (opened.isPresent()) {
          try (Content bytes = opened.get()) {
            file.head = head(bytes);
          }
        }
      }
    } catch (IOException _) {
      // It is known by its inode alone, until it is read.
    }
  }
}
