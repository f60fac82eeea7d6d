package io.cresset.collectors.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.time.Duration;

/**
 * A socket for datagrams to one address and from it, whose datagrams go only so far: the JDK's
 * cannot be told. For one thread.
 */
public final class UdpSocket implements AutoCloseable {
  private static final int MAX_DATAGRAM_BYTES = 8192;

  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int SOCK_DGRAM = 2;
  private static final int IPPROTO_IP = 0;
  private static final int IP_TTL = 2;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_UNICAST_HOPS = 16;

  private static final ValueLayout.OfShort PORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

  private final KernelSocket socket;
  private final MemorySegment buffer;

  /**
   * @param hops how many networks a datagram may cross, from 1 to 255: its time to live
   * @param limit of each wait for a datagram
   */
  public UdpSocket(InetSocketAddress peer, int hops, Duration limit) throws IOException {
    boolean six = peer.getAddress() instanceof Inet6Address;
    this.socket = new KernelSocket(six ? AF_INET6 : AF_INET, SOCK_DGRAM, 0);
    try {
      this.buffer = socket.allocate(MAX_DATAGRAM_BYTES);
      socket.limitWaiting(limit);
      MemorySegment number = socket.allocate(Integer.BYTES);
      number.set(JAVA_INT, 0, hops);
      if (six) {
        socket.option(IPPROTO_IPV6, IPV6_UNICAST_HOPS, number);
      } else {
        socket.option(IPPROTO_IP, IP_TTL, number);
      }
      // Connected, it hears from nobody else, and hears at once that nobody listens.
      socket.connect(address(peer));
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** {@code struct sockaddr_in} or {@code sockaddr_in6}, netinet/in.h. */
  private MemorySegment address(InetSocketAddress peer) {
    byte[] bytes = peer.getAddress().getAddress();
    MemorySegment address;
    if (peer.getAddress() instanceof Inet6Address six) {
      address = socket.allocate(28);
      address.set(JAVA_SHORT, 0, (short) AF_INET6);
      MemorySegment.copy(bytes, 0, address, JAVA_BYTE, 8, bytes.length);
      address.set(JAVA_INT, 24, six.getScopeId());
    } else {
      address = socket.allocate(16);
      address.set(JAVA_SHORT, 0, (short) AF_INET);
      MemorySegment.copy(bytes, 0, address, JAVA_BYTE, 4, bytes.length);
    }
    address.set(PORT, 2, (short) peer.getPort());
    return address;
  }

  public void send(byte[] datagram) throws IOException {
    MemorySegment message = socket.allocate(datagram.length);
    message.copyFrom(MemorySegment.ofArray(datagram));
    socket.send(message);
  }

  /**
   * The next datagram, of which no more than 8 KiB are kept.
   *
   * @throws java.net.SocketTimeoutException if none comes in time
   */
  public byte[] receive() throws IOException {
    return buffer.asSlice(0, socket.receive(buffer)).toArray(JAVA_BYTE);
  }

  @Override
  public void close() {
    socket.close();
  }
}
