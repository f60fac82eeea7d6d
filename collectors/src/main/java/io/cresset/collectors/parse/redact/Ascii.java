package io.cresset.collectors.parse.redact;

import io.cresset.api.text.Digits;

/** Kinds of bytes. */
final class Ascii {
  private Ascii() {}

  static boolean isLetter(byte b) {
    int lower = b | 0x20;
    return lower >= 'a' && lower <= 'z';
  }

  static boolean isAlphanumeric(byte b) {
    return Digits.isDigit(b) || isLetter(b);
  }

  static boolean isHex(byte b) {
    int lower = b | 0x20;
    return Digits.isDigit(b) || (lower >= 'a' && lower <= 'f');
  }

  static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }

  /** Letters, digits, {@code -} and {@code _}: base64 as URLs have it. */
  static boolean isBase64Url(byte b) {
    return isAlphanumeric(b) || b == '-' || b == '_';
  }

  /** What stands in a bearer token, RFC 6750 section 2.1. */
  static boolean isToken(byte b) {
    return isBase64Url(b) || b == '.' || b == '~' || b == '+' || b == '/' || b == '=';
  }

  /** Whether a word in lower case stands here, in any case of letters. */
  static boolean isAt(byte[] a, int at, int end, String lower) {
    if (at < 0 || end - at < lower.length()) {
      return false;
    }
    for (int i = 0; i < lower.length(); i++) {
      byte b = a[at + i];
      if ((b >= 'A' && b <= 'Z' ? b | 0x20 : b) != lower.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
