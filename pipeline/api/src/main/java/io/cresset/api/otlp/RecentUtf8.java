package io.cresset.api.otlp;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The UTF-8 of short strings that come with every record, above all the keys of attributes. A
 * string is encoded once instead of being walked twice for each record, to be measured and to be
 * written.
 *
 * <p>A table with one place for each hash, in which a newcomer replaces who was there: bounded
 * whatever a sender thinks up. Threads share it without a lock, since an entry never changes and to
 * miss one costs time alone.
 */
final class RecentUtf8 {
  private static final int PLACES = 512;
  private static final int MAX_CHARS = 64;

  private record Entry(String text, byte[] utf8) {}

  private static final @Nullable Entry[] ENTRIES = new Entry[PLACES];

  private RecentUtf8() {}

  /**
   * @return the UTF-8 of a string, not to be changed; null if the string is not short. An unpaired
   *     surrogate is a '?'
   */
  static byte @Nullable [] of(String text) {
    if (text.length() > MAX_CHARS) {
      return null;
    }
    int hash = text.hashCode();
    int place = (hash ^ hash >>> 16) & (PLACES - 1);
    Entry entry = ENTRIES[place];
    if (entry == null || !entry.text.equals(text)) {
      entry = new Entry(text, text.getBytes(StandardCharsets.UTF_8));
      ENTRIES[place] = entry;
    }
    return entry.utf8;
  }
}
