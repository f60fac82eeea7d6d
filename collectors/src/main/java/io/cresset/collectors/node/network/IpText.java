package io.cresset.collectors.node.network;

import java.util.HexFormat;
import java.util.Optional;

/**
 * Addresses as texts, the way Go and so node_exporter writes them: four decimals with dots, also
 * for such an address mapped into IPv6, else RFC 5952.
 */
final class IpText {
  static final int BYTES_4 = 4;
  static final int BYTES_6 = 16;
  private static final int GROUPS = 8;

  private IpText() {}

  /** Empty for what is neither 4 nor 16 bytes long. */
  static String of(byte[] address) {
    return switch (address.length) {
      case BYTES_4 -> dotted(address, 0);
      case BYTES_6 -> mapped(address) ? dotted(address, 12) : groups(address);
      default -> "";
    };
  }

  private static boolean mapped(byte[] address) {
    for (int i = 0; i < 10; i++) {
      if (address[i] != 0) {
        return false;
      }
    }
    return address[10] == -1 && address[11] == -1;
  }

  private static String dotted(byte[] address, int from) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < from + BYTES_4; i++) {
      text.append(i == from ? "" : ".").append(address[i] & 0xff);
    }
    return text.toString();
  }

  /** The first of the longest runs of two or more zeros is left out. */
  private static String groups(byte[] address) {
    int[] groups = new int[GROUPS];
    int longestAt = -1;
    int longest = 1;
    int run = 0;
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = (address[2 * i] & 0xff) << 8 | address[2 * i + 1] & 0xff;
      run = groups[i] == 0 ? run + 1 : 0;
      if (run > longest) {
        longest = run;
        longestAt = i - run + 1;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (i == longestAt) {
        text.append("::");
        i += longest - 1;
      } else {
        if (i > 0 && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  /** As the kernel's tables have it: 8 hexadecimal digits, or 32 with colons or without. */
  static Optional<byte[]> bytes(String digits) {
    String plain = digits.replace(":", "");
    if (digits.length() != 2 * BYTES_4 && plain.length() != 2 * BYTES_6) {
      return Optional.empty();
    }
    try {
      return Optional.of(HexFormat.of().parseHex(plain));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
