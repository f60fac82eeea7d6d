package io.cresset.api.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the time stamp of RFC 3164, {@code Mmm dd hh:mm:ss}, which names neither year nor zone.
 *
 * <p>The zone is the one given here. The year is the one that puts the stamp closest to the time of
 * receipt, so a line of 31 December that arrives on 1 January is of the old year, and one of a
 * clock that runs ahead over New Year is of the new one. 29 February is looked for in leap years
 * alone. Of an hour that the clocks pass twice, the closest is taken too; one that they skip is
 * read as the clock would have shown without the change.
 *
 * <p>Calendar and zone are asked once for a minute, not for each line. Not safe for use by several
 * threads.
 */
public final class LocalStamps {
  public static final int LENGTH_BYTES = 15;

  /** The bytes are not of this shape. */
  public static final long NO_STAMP = -1;

  /** They are, and name no moment: 30 February, 25 o'clock. */
  public static final long IMPOSSIBLE = -2;

  /** The three letters of each month, one behind the other. */
  public static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

  private static final int[] LONGEST_MONTH = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  private static final int LEAP_YEAR_GAP = 8;
  private static final int SLOTS = 16;
  private static final long EMPTY = Long.MIN_VALUE;

  /**
   * As long as a cached minute is this close to the time of receipt, no other year can be closer.
   */
  private static final long SURELY_CLOSEST_SECONDS = 100 * 86_400L;

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle FOUR_BYTES =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final ZoneId zone;
  private final long[] heads = new long[SLOTS];
  private final int[] tails = new int[SLOTS];
  private final long[] minutes = new long[SLOTS];

  public LocalStamps(ZoneId zone) {
    this.zone = zone;
    Arrays.fill(minutes, EMPTY);
  }

  /**
   * Nanoseconds since the Unix epoch, {@link #NO_STAMP} or {@link #IMPOSSIBLE}.
   *
   * @param at index of the month's first letter
   */
  public long unixNanos(byte[] a, int at, int end, long receiptUnixNanos) {
    if (end - at < LENGTH_BYTES
        || a[at + 3] != ' '
        || a[at + 6] != ' '
        || a[at + 9] != ':'
        || a[at + 12] != ':') {
      return NO_STAMP;
    }
    int second = Digits.number(a, at + 13, 2);
    if (second < 0 || second > 60) {
      return second < 0 ? NO_STAMP : IMPOSSIBLE;
    }
    long receipt = Math.floorDiv(receiptUnixNanos, 1_000_000_000L);
    long head = (long) EIGHT_BYTES.get(a, at);
    int tail = (int) FOUR_BYTES.get(a, at + 8);
    int slot = (a[at + 11] ^ a[at + 8] << 1) & (SLOTS - 1);
    long minute = minutes[slot];
    if (minute == EMPTY
        || heads[slot] != head
        || tails[slot] != tail
        || Math.abs(minute - receipt) > SURELY_CLOSEST_SECONDS) {
      minute = minute(a, at, receipt);
      if (minute < 0) {
        return minute;
      }
      if (!isPassedTwice(minute)) {
        heads[slot] = head;
        tails[slot] = tail;
        minutes[slot] = minute;
      }
    }
    return (minute + second) * 1_000_000_000L;
  }

  /** The start of the stamp's minute in Unix seconds. */
  private long minute(byte[] a, int at, long receipt) {
    int month = month(a, at);
    int day = a[at + 4] == ' ' ? Digits.number(a, at + 5, 1) : Digits.number(a, at + 4, 2);
    int hour = Digits.number(a, at + 7, 2);
    int minute = Digits.number(a, at + 10, 2);
    if (month == 0 || day < 0 || hour < 0 || minute < 0) {
      return NO_STAMP;
    }
    if (day < 1 || day > LONGEST_MONTH[month - 1] || hour > 23 || minute > 59) {
      return IMPOSSIBLE;
    }
    return closestUnixSeconds(month, day, hour, minute, receipt);
  }

  /** 1 to 12; 0 if these are no month's letters. */
  public static int month(byte[] a, int at) {
    for (int i = 0; i < MONTHS.length(); i += 3) {
      if (a[at] == MONTHS.charAt(i)
          && a[at + 1] == MONTHS.charAt(i + 1)
          && a[at + 2] == MONTHS.charAt(i + 2)) {
        return i / 3 + 1;
      }
    }
    return 0;
  }

  /** Whether the clocks show this minute twice; which is meant then depends on the receipt. */
  private boolean isPassedTwice(long minute) {
    LocalDateTime local = LocalDateTime.ofInstant(Instant.ofEpochSecond(minute), zone);
    return zone.getRules().getValidOffsets(local).size() > 1;
  }

  /**
   * The minute of this month and day that is closest to a moment, in Unix seconds; {@link
   * #IMPOSSIBLE} if no year near it has that day.
   *
   * @param receipt in Unix seconds
   */
  public long closestUnixSeconds(int month, int day, int hour, int minute, long receipt) {
    int year = Instant.ofEpochSecond(receipt).atZone(zone).getYear();
    int reach = month == 2 && day == 29 ? LEAP_YEAR_GAP : 1;
    long best = IMPOSSIBLE;
    for (int y = year - reach; y <= year + reach; y++) {
      if (!YearMonth.of(y, month).isValidDay(day)) {
        continue;
      }
      LocalDateTime local = LocalDateTime.of(y, month, day, hour, minute);
      List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
      if (offsets.isEmpty()) {
        offsets = List.of(ZonedDateTime.of(local, zone).getOffset());
        local = ZonedDateTime.of(local, zone).toLocalDateTime();
      }
      for (ZoneOffset offset : offsets) {
        long candidate = local.toEpochSecond(offset);
        if (candidate >= 0
            && (best < 0 || Math.abs(candidate - receipt) < Math.abs(best - receipt))) {
          best = candidate;
        }
      }
    }
    return best;
  }
}
