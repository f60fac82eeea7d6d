package io.cresset.collectors.node.system;

import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import java.net.InetAddress;
import java.time.Duration;

/**
 * Which time server {@code ntp} asks, and what counts as sane.
 *
 * @throws IllegalArgumentException if the server is somebody else's, or a number is out of range
 */
public record NtpOptions(
    @Doc("The server to ask: an address of this machine, unless server_is_local is set.")
        @Default("127.0.0.1")
        String server,
    @Doc("Its UDP port.") @Default("123") int serverPort,
    @Doc("The version of NTP to speak: 2, 3 or 4.") @Default("4") int protocolVersion,
    @Doc("Whether the server is your own although it is not on this machine.") @Default("false")
        boolean serverIsLocal,
    @Doc("How many networks a question may cross: 1 keeps it on this machine and its own network.")
        @Default("1")
        int ipTtl,
    @Doc("How far from the reference clock a sane server may be.") @Default("3466ms")
        Duration maxDistance,
    @Doc("How far a sane server may be off this machine's clock.") @Default("1ms")
        Duration localOffsetTolerance) {

  private static final int MAX_PORT = 65_535;
  private static final int MAX_TTL = 255;

  public NtpOptions {
    if (!serverIsLocal && !isOnThisMachine(server)) {
      throw new IllegalArgumentException(
          "server: '"
              + server
              + "' is not an address of this machine such as 127.0.0.1; if it is your own server,"
              + " set server_is_local: true, for public ones must not be asked at each scrape");
    }
    if (serverPort < 1 || serverPort > MAX_PORT) {
      throw new IllegalArgumentException("server_port must be from 1 to " + MAX_PORT);
    }
    if (protocolVersion < 2 || protocolVersion > 4) {
      throw new IllegalArgumentException("protocol_version must be 2, 3 or 4");
    }
    if (ipTtl < 1 || ipTtl > MAX_TTL) {
      throw new IllegalArgumentException("ip_ttl must be from 1 to " + MAX_TTL);
    }
    if (maxDistance.isNegative() || localOffsetTolerance.isNegative()) {
      throw new IllegalArgumentException(
          "max_distance and local_offset_tolerance must not be negative");
    }
  }

  private static boolean isOnThisMachine(String server) {
    try {
      return InetAddress.ofLiteral(server).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
