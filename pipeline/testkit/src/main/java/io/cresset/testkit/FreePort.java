package io.cresset.testkit;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports of the loopback address for those who must be told one before they listen: a program under
 * test, a peer, a configuration file. Whoever can bind port 0 does that instead.
 *
 * <p>They are below the range that the kernel takes for outgoing connections and for port 0 (32768
 * and up, {@code net.ipv4.ip_local_port_range}). A port of that range that was free a moment ago
 * may be the near end of anybody's connection when it is bound, and stays so for a minute after
 * that connection has been closed.
 */
public final class FreePort {
  private static final int FIRST = 12_000;
  private static final int END = 30_000;

  /** Programs that run tests at the same time begin at different places. */
  private static final AtomicInteger NEXT =
      new AtomicInteger((int) (ProcessHandle.current().pid() * 7919 % (END - FIRST)));

  private FreePort() {}

  /** A port free for TCP and for UDP, not given to anybody else of this process. */
  public static int next() {
    for (int tries = 0; tries < END - FIRST; tries++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), END - FIRST);
      if (isFree(port)) {
        return port;
      }
    }
    throw new AssertionError("no free port from " + FIRST + " to " + END);
  }

  static boolean isFree(int port) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (ServerSocket tcp = new ServerSocket();
        DatagramSocket udp = new DatagramSocket(null)) {
      tcp.bind(address, 1);
      udp.bind(address);
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
