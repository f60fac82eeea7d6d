package io.cresset.collectors.journal;

import io.cresset.api.model.ByteSlice;

/**
 * One field of an entry.
 *
 * @param cut whether the value goes on beyond what may be read of one
 */
record Field(String name, ByteSlice value, boolean cut) {
  private static final int MAX_NAME_BYTES = 64;

  /** Whether these bytes name a field: capitals, digits and underscores, no digit first. */
  static boolean isName(byte[] a, int from, int end) {
    if (end - from < 1 || end - from > MAX_NAME_BYTES || (a[from] >= '0' && a[from] <= '9')) {
      return false;
    }
    for (int i = from; i < end; i++) {
      byte b = a[i];
      boolean fine = (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '_';
      if (!fine) {
        return false;
      }
    }
    return true;
  }
}
