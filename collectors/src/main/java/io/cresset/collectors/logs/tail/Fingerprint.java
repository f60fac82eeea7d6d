package io.cresset.collectors.logs.tail;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * By what a file's bytes are known again: the first 8 bytes of SHA-256, so that nobody who writes a
 * log can make it look like another.
 */
final class Fingerprint {
  /** Of a file's beginning this much is hashed. */
  static final int HEAD_BYTES = 1024;

  /** And of what stands just before the place that was reached. */
  static final int TAIL_BYTES = 256;

  private Fingerprint() {}

  static long of(byte[] bytes, int from, int length) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(bytes, from, length);
      return ByteBuffer.wrap(sha.digest()).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
