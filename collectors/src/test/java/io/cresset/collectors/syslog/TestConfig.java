package io.cresset.collectors.syslog;

import io.cresset.api.config.DataSize;
import io.cresset.api.config.TimeZoneName;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A configuration for a test: the defaults, but a receive buffer that every kernel grants. */
final class TestConfig {
  List<ListenAddress> listen;
  DataSize maxLineBytes = DataSize.parse("64KiB");
  int maxConnections = 1000;
  DataSize receiveBuffer = DataSize.parse("1MiB");
  final Map<String, TimeZoneName> timezones = new LinkedHashMap<>();
  Duration maxClockAhead = Duration.ofMinutes(5);
  Duration maxClockBehind = Duration.ofHours(24);

  Optional<TlsConfig> tls = Optional.empty();
  Duration idleTimeout = Duration.ZERO;

  TestConfig(String... addresses) {
    listen = Arrays.stream(addresses).map(ListenAddress::parse).toList();
  }

  TestConfig maxLine(String size) {
    maxLineBytes = DataSize.parse(size);
    return this;
  }

  TestConfig maxConnections(int count) {
    maxConnections = count;
    return this;
  }

  TestConfig receiveBuffer(String size) {
    receiveBuffer = DataSize.parse(size);
    return this;
  }

  TestConfig timezone(String sender, String zone) {
    timezones.put(sender, TimeZoneName.parse(zone));
    return this;
  }

  TestConfig tls(TlsConfig config) {
    tls = Optional.of(config);
    return this;
  }

  TestConfig idleTimeout(Duration limit) {
    idleTimeout = limit;
    return this;
  }

  TestConfig anyClock() {
    maxClockAhead = Duration.ofDays(36_500);
    maxClockBehind = Duration.ofDays(36_500);
    return this;
  }

  SyslogConfig build() {
    return new SyslogConfig(
        listen,
        maxLineBytes,
        maxConnections,
        receiveBuffer,
        timezones,
        maxClockAhead,
        maxClockBehind,
        tls,
        idleTimeout);
  }
}
