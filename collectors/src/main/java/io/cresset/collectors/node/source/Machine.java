package io.cresset.collectors.node.source;

import io.cresset.api.Time;
import io.cresset.api.collect.CollectFailure;
import io.cresset.collectors.linux.Bus;
import io.cresset.collectors.linux.Netlink;
import io.cresset.collectors.linux.NetworkDriver;
import io.cresset.collectors.linux.Timex;
import io.cresset.collectors.linux.UtsName;
import io.cresset.collectors.linux.Vfs;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** What must be asked by calls because no file tells it. Tests put a machine of their own here. */
public interface Machine {

  /** Sizes of the file system that holds a path. May block for as long as a dead server wishes. */
  Vfs statvfs(String path);

  UtsName uname() throws CollectFailure;

  /** Its disks, for what no file tells. */
  Disks disks();

  /** The size of a page of memory. */
  long pageBytes();

  Timex timex() throws CollectFailure;

  /**
   * Asks the kernel by netlink.
   *
   * @param fresh makes what the answer is gathered in; an answer that was interrupted is gathered
   *     anew
   * @throws CollectFailure absent if the kernel does not have what is asked for
   */
  <T> T netlink(Netlink.Question question, Supplier<T> fresh, Netlink.Receiver<T> receiver)
      throws CollectFailure;

  /** What the driver of a network interface tells. */
  NetworkDriver networkDriver(String device) throws CollectFailure;

  /** A connection to the D-Bus at a socket. */
  Bus bus(String socket) throws CollectFailure;

  /** The answer to one datagram, and when it was asked and answered by a clock. */
  Answer udp(Peer peer, byte[] question, Duration limit, Time clock) throws CollectFailure;

  /**
   * Who is asked by UDP.
   *
   * @param hops how many networks a datagram may cross to it
   */
  record Peer(String host, int port, int hops) {
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /**
   * A datagram.
   *
   * @param askedUnixNanos right before the question was sent
   * @param tookNanos until the answer was there
   */
  record Answer(byte[] bytes, long askedUnixNanos, long tookNanos) {}

  /**
   * The body of the answer to an HTTP POST.
   *
   * @param limit of each wait for the other end
   * @param url of scheme {@code http}, or {@code unix} with the path of a socket
   * @param credentials for basic authentication
   */
  String post(URI url, Optional<String> credentials, String body, Duration limit)
      throws CollectFailure;

  /** The local time zone as it is at a moment. */
  Zone zone(long unixSeconds);

  /**
   * @param name the zone's abbreviation, such as CET
   */
  record Zone(String name, int offsetSeconds) {}
}
