package io.cresset.collectors.syslog;

import io.cresset.api.config.TimeZoneName;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the senders' clocks: the zones of those that write a time without one, and how
 * far off a stamp may be before it is not believed.
 *
 * @param zone of senders that are not named
 * @param byAddress keys are what {@link Peer} calls an address
 * @param byHost keys are lower-case host names as lines name them
 * @param maxAheadNanos how far in the future a stamp may be; only a wrong clock or zone puts it
 *     there
 * @param maxBehindNanos how far in the past; a line may also have waited for a connection
 */
record Clocks(
    ZoneId zone,
    Map<String, ZoneId> byAddress,
    Map<String, ZoneId> byHost,
    long maxAheadNanos,
    long maxBehindNanos) {
  /** The name in the configuration of all senders that are not named themselves. */
  static final String ALL_OTHERS = "*";

  /**
   * @param machine the zone of senders for which the configuration has none
   */
  static Clocks of(SyslogConfig config, ZoneId machine) {
    ZoneId zone = machine;
    Map<String, ZoneId> byAddress = new HashMap<>();
    Map<String, ZoneId> byHost = new HashMap<>();
    for (Map.Entry<String, TimeZoneName> each : config.timezones().entrySet()) {
      ZoneId id = each.getValue().id();
      if (each.getKey().equals(ALL_OTHERS)) {
        zone = id;
        continue;
      }
      try {
        byAddress.put(Peer.text(InetAddress.ofLiteral(each.getKey())), id);
      } catch (IllegalArgumentException _) {
        byHost.put(each.getKey().toLowerCase(Locale.ROOT), id);
      }
    }
    return new Clocks(
        zone,
        byAddress,
        byHost,
        config.maxClockAhead().toNanos(),
        config.maxClockBehind().toNanos());
  }

  /** The zone of a sender by its address. */
  ZoneId ofAddress(String address) {
    return byAddress.getOrDefault(address, zone);
  }

  /** The zone of a host by the name in its lines; null if the configuration does not name it. */
  @Nullable ZoneId ofHost(byte[] a, int from, int end) {
    if (byHost.isEmpty() || from == end) {
      return null;
    }
    String name = new String(a, from, end - from, StandardCharsets.UTF_8);
    return byHost.get(name.toLowerCase(Locale.ROOT));
  }

  /**
   * Whether a stamp is so far off that the clock behind it is wrong.
   *
   * @param aheadNanos the stamp minus the time of receipt
   */
  boolean isUnbelievable(long aheadNanos) {
    return aheadNanos > maxAheadNanos || -aheadNanos > maxBehindNanos;
  }
}
