package io.cresset.api.text;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads the time stamps of lines of RFC 3164: the one the RFC describes, with or without a fraction
 * of a second behind it, and what is written in its place ({@link IsoStamp}). Not safe for use by
 * several threads.
 */
public final class Stamps {
  private final IsoStamp iso = new IsoStamp();

  /** By zone, of which there are as many as the configuration has. */
  private final Map<ZoneId, LocalStamps> byZone = new HashMap<>();

  private LocalStamps local;
  private ZoneId localZone;
  private int end;
  private boolean zoned;

  public Stamps(ZoneId zone) {
    this.localZone = zone;
    this.local = new LocalStamps(zone);
    byZone.put(zone, local);
  }

  /**
   * Nanoseconds since the Unix epoch, {@link LocalStamps#NO_STAMP} or {@link
   * LocalStamps#IMPOSSIBLE}.
   *
   * @param zone of stamps that name none
   */
  public long unixNanos(byte[] a, int at, int limit, ZoneId zone, long receiptUnixNanos) {
    if (IsoStamp.mayBeginAt(a, at, limit)) {
      long time = iso.unixNanos(a, at, limit, zone);
      end = iso.end();
      zoned = iso.isZoned();
      return time;
    }
    if (!zone.equals(localZone)) {
      localZone = zone;
      local = byZone.computeIfAbsent(zone, LocalStamps::new);
    }
    long time = local.unixNanos(a, at, limit, receiptUnixNanos);
    end = at + LocalStamps.LENGTH_BYTES;
    zoned = false;
    if (time >= 0 && end < limit && a[end] == '.') {
      time += fraction(a, limit);
    }
    return time;
  }

  /** Nanoseconds; takes the digits only if nothing but a space is behind them. */
  private int fraction(byte[] a, int limit) {
    int from = end + 1;
    int at = from;
    while (at < limit && at - from < 9 && Digits.isDigit(a[at])) {
      at++;
    }
    if (at == from || (at < limit && a[at] != ' ')) {
      return 0;
    }
    end = at;
    return Digits.scaled(a, from, at - from);
  }

  /** Index behind the stamp that was read last. */
  public int end() {
    return end;
  }

  /** Whether the stamp that was read last named its zone. */
  public boolean isZoned() {
    return zoned;
  }
}
