package io.cresset.collectors.syslog;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * How many datagrams the kernel has thrown away at a UDP socket because its buffer was full: the
 * last column of /proc/net/udp and udp6, proc_net_udp(5) and net/ipv4/udp.c. It counts from when
 * the socket was opened.
 */
final class KernelDrops {
  private static final int LOCAL_ADDRESS = 1;
  private static final int DROPS = 12;

  private final Path folder;
  private final ByteOrder order;

  /**
   * @param folder /proc/net
   * @param order in which the kernel's processor has its bytes, of which the file is written
   */
  KernelDrops(Path folder, ByteOrder order) {
    this.folder = folder;
    this.order = order;
  }

  /** Empty if it cannot be told: another operating system, or no such socket. */
  OptionalLong at(InetSocketAddress socket) {
    boolean v4 = socket.getAddress().getAddress().length == 4;
    String wanted = local(socket);
    try (BufferedReader lines =
        Files.newBufferedReader(folder.resolve(v4 ? "udp" : "udp6"), StandardCharsets.ISO_8859_1)) {
      while (lines.readLine() instanceof String line) {
        String[] columns = line.strip().split(" +", DROPS + 2);
        if (columns.length > DROPS && columns[LOCAL_ADDRESS].equals(wanted)) {
          return OptionalLong.of(Long.parseLong(columns[DROPS]));
        }
      }
    } catch (IOException | NumberFormatException _) {
      // Nobody can do anything about it, and lines are taken all the same.
    }
    return OptionalLong.empty();
  }

  /** An address as the kernel writes it: words of 32 bits as it has them, in hexadecimal. */
  private String local(InetSocketAddress socket) {
    InetAddress address = socket.getAddress();
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress()).order(order);
    StringBuilder out = new StringBuilder();
    while (bytes.hasRemaining()) {
      out.append("%08X".formatted(bytes.getInt()));
    }
    return out.append(":%04X".formatted(socket.getPort())).toString().toUpperCase(Locale.ROOT);
  }
}
