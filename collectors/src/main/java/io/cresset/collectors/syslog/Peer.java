package io.cresset.collectors.syslog;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Value;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;

/**
 * Who sends lines, and over what.
 *
 * @param address IPv4 in dotted form, IPv6 as RFC 5952 writes it, or the path of a Unix socket
 * @param transport {@code udp}, {@code tcp} or {@code unix}
 * @param host the host of lines that name none
 * @param zone of time stamps that name none
 */
record Peer(Value.Text address, Value transport, Value.Text host, ZoneId zone, Sender sender) {
  static final Value UDP = Value.of("udp");
  static final Value TCP = Value.of("tcp");
  static final Value UNIX = Value.of("unix");

  static Peer of(InetAddress address, Value transport, Clocks clocks, Senders senders) {
    String text = text(address);
    Value.Text value = new Value.Text(ByteSlice.of(text.getBytes(StandardCharsets.US_ASCII)));
    return new Peer(value, transport, value, clocks.ofAddress(text), senders.get(text));
  }

  /** How an address is written here. */
  static String text(InetAddress address) {
    if (!(address instanceof Inet6Address v6)) {
      return address.getHostAddress();
    }
    byte[] bytes = v6.getAddress();
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (bytes[2 * i] & 0xFF) << 8 | bytes[2 * i + 1] & 0xFF;
    }
    String scope = v6.getScopeId() == 0 ? "" : "%" + v6.getScopeId();
    return shortened(groups) + scope;
  }

  /** The longest run of two or more zero groups, the first of equals, becomes {@code ::}. */
  private static String shortened(int[] groups) {
    int runFrom = -1;
    int runLength = 1;
    for (int i = 0; i < groups.length; i++) {
      int length = 0;
      while (i + length < groups.length && groups[i + length] == 0) {
        length++;
      }
      if (length > runLength) {
        runFrom = i;
        runLength = length;
      }
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < groups.length; i++) {
      if (i == runFrom) {
        out.append("::");
        i += runLength - 1;
      } else {
        boolean first = out.isEmpty() || out.charAt(out.length() - 1) == ':';
        out.append(first ? "" : ":").append(Integer.toHexString(groups[i]));
      }
    }
    return out.toString();
  }
}
