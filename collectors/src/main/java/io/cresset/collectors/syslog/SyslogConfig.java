package io.cresset.collectors.syslog;

import io.cresset.api.config.DataSize;
import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import io.cresset.api.config.TimeZoneName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What stands below {@code collectors: syslog:}. */
public record SyslogConfig(
    @Doc(
            "Where to listen: udp://host:port, tcp://host:port or tls://host:port, an IPv6 address"
                + " in brackets; or unix:///path, a socket of the stream kind.")
        @Default("[udp://0.0.0.0:1514, tcp://0.0.0.0:1514]")
        List<ListenAddress> listen,
    @Doc("A longer line over a connection is cut into records of this size, 1KiB to 256KiB.")
        @Default("64KiB")
        DataSize maxLineBytes,
    @Doc("Connections open at a time; further ones are closed at once and counted.")
        @Default("1000")
        int maxConnections,
    @Doc("What the kernel is asked to hold of a burst, for each UDP socket.") @Default("32MiB")
        DataSize receiveBuffer,
    @Doc(
            "Time zone of senders whose time stamps name none, by address or by the host name in"
                + " the line, such as 192.0.2.1: Europe/Berlin; \"*\" for all others, which are"
                + " in this machine's zone without it.")
        Map<String, TimeZoneName> timezones,
    @Doc("A time stamp further in the future is not believed: the time of receipt counts.")
        @Default("5m")
        Duration maxClockAhead,
    @Doc("A time stamp further in the past is not believed: the time of receipt counts.")
        @Default("24h")
        Duration maxClockBehind,
    @Doc("Certificate and key of tls:// listeners.") Optional<TlsConfig> tls,
    @Doc(
            "A connection that is silent for longer is closed and counted; 0s for never, since a"
                + " sender may lose the line by which it notices.")
        @Default("0s")
        Duration idleTimeout) {

  private static final long MIN_LINE_BYTES = 1024;
  private static final long MAX_LINE_BYTES = 256 * 1024;
  private static final int MAX_CONNECTIONS = 10_000;
  private static final Duration MIN_IDLE = Duration.ofSeconds(10);

  public SyslogConfig {
    listen = List.copyOf(listen);
    timezones = Map.copyOf(timezones);
    if (listen.isEmpty()) {
      throw new IllegalArgumentException(
          "listen is empty; name at least one address, such as udp://0.0.0.0:1514");
    }
    for (int i = 0; i < listen.size(); i++) {
      ListenAddress address = listen.get(i);
      if (address instanceof ListenAddress.Tls && tls.isEmpty()) {
        throw new IllegalArgumentException(
            "listen has " + address + ", which needs tls: { cert_file: ..., key_file: ... }");
      }
      for (ListenAddress before : listen.subList(0, i)) {
        refuseTogether(before, address);
      }
    }
    if (maxLineBytes.bytes() < MIN_LINE_BYTES || maxLineBytes.bytes() > MAX_LINE_BYTES) {
      throw new IllegalArgumentException(
          "max_line_bytes is " + maxLineBytes + "; choose from 1KiB to 256KiB");
    }
    if (maxConnections < 1 || maxConnections > MAX_CONNECTIONS) {
      throw new IllegalArgumentException(
          "max_connections is %d; choose from 1 to %d".formatted(maxConnections, MAX_CONNECTIONS));
    }
    if (receiveBuffer.bytes() < 1024 || receiveBuffer.bytes() > Integer.MAX_VALUE / 2) {
      throw new IllegalArgumentException(
          "receive_buffer is " + receiveBuffer + "; choose from 1KiB to 1023MiB");
    }
    if (!idleTimeout.isZero() && idleTimeout.compareTo(MIN_IDLE) < 0) {
      throw new IllegalArgumentException(
          "idle_timeout is %d ms; write 0s for never, or 10s or more"
              .formatted(idleTimeout.toMillis()));
    }
  }

  private static void refuseTogether(ListenAddress one, ListenAddress other) {
    if (one.equals(other)) {
      throw new IllegalArgumentException(one + " is listed twice; list it once");
    }
    if (one.takesThePortOf(other)) {
      throw new IllegalArgumentException(
          one + " and " + other + " need the same port; give one of them another");
    }
  }
}
