package io.cresset.app.control;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * What proves that a control request comes from the user that runs the program: 256 random bits.
 */
public final class ControlToken {
  private static final int BYTES = 32;
  private static final String SCHEME = "bearer ";

  private final String text;

  private ControlToken(String text) {
    this.text = text;
  }

  /** Another one each time. */
  public static ControlToken random() {
    byte[] bits = new byte[BYTES];
    new SecureRandom().nextBytes(bits);
    return new ControlToken(HexFormat.of().formatHex(bits));
  }

  /**
   * @throws IllegalArgumentException if it does not have the form of a token
   */
  static ControlToken parse(String text) {
    if (!text.matches("[0-9a-f]{" + 2 * BYTES + "}")) {
      throw new IllegalArgumentException("not a token");
    }
    return new ControlToken(text);
  }

  /**
   * Whether a request carries it, in constant time.
   *
   * @param authorization the values of its {@code Authorization} headers
   */
  public boolean admits(List<String> authorization) {
    if (authorization.size() != 1) {
      return false;
    }
    String header = authorization.getFirst();
    return header.length() > SCHEME.length()
        && header.substring(0, SCHEME.length()).toLowerCase(Locale.ROOT).equals(SCHEME)
        && MessageDigest.isEqual(bytes(header.substring(SCHEME.length()).strip()), bytes(text));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** What stands in the file and behind {@code Authorization: Bearer}. */
  String reveal() {
    return text;
  }

  @Override
  public String toString() {
    return "***";
  }
}
