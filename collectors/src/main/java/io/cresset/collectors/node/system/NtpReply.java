package io.cresset.collectors.node.system;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;
import java.nio.ByteBuffer;

/**
 * What a time server answered: the 48 bytes of RFC 5905, section 7.3. Times are seconds since 1900
 * in the upper half of 64 bits and their fraction in the lower; differences of them are right
 * beyond the year 2036 too, in which they begin anew.
 *
 * @param asked when the question was sent by this machine's clock, in that form
 * @param heard when the answer was there
 */
record NtpReply(
    int leap,
    int stratum,
    double rootDelaySeconds,
    double rootDispersionSeconds,
    long reference,
    long received,
    long transmitted,
    long asked,
    long heard) {
  static final int BYTES = 48;

  /** The last minute of the day has a second more, or one less. */
  private static final int LEAP_ADDED = 1;

  private static final int LEAP_TAKEN = 2;
  private static final int LEAP_NOT_IN_SYNC = 3;

  private static final int CLIENT = 3;
  private static final int SERVER = 4;
  private static final int ROOT_DELAY_AT = 4;
  private static final int ROOT_DISPERSION_AT = 8;
  private static final int REFERENCE_AT = 16;
  private static final int ORIGIN_AT = 24;
  private static final int RECEIVED_AT = 32;
  private static final int TRANSMITTED_AT = 40;
  private static final double SHORT_UNIT = 1 << 16;
  private static final double UNIT = 0x1p32;
  private static final long NANOS = 1_000_000_000;

  /** Seconds from 1900 to 1970. */
  private static final long UNIX_SECONDS = 2_208_988_800L;

  private static final int MAX_STRATUM = 16;
  private static final double MAX_AGE_SECONDS = 1 << 17;
  private static final double MAX_DISPERSION_SECONDS = 16;

  /**
   * @param cookie what the answer must have in it
   */
  static byte[] question(int version, long cookie) {
    ByteBuffer question = ByteBuffer.allocate(BYTES);
    question.put(0, (byte) (version << 3 | CLIENT));
    question.putLong(TRANSMITTED_AT, cookie);
    return question.array();
  }

  static NtpReply parse(byte[] bytes, long cookie, long asked, long heard) throws CollectFailure {
    if (bytes.length < BYTES) {
      throw malformed("has " + bytes.length + " bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if ((bytes[0] & 7) != SERVER || in.getLong(ORIGIN_AT) != cookie) {
      throw malformed("is not that to our question");
    }
    if (in.getLong(TRANSMITTED_AT) == 0) {
      throw malformed("has no time");
    }
    if (in.getLong(TRANSMITTED_AT) - in.getLong(RECEIVED_AT) < 0) {
      throw malformed("was sent before the question came, by that server's clock");
    }
    return new NtpReply(
        bytes[0] >> 6 & 3,
        bytes[1] & 0xff,
        Integer.toUnsignedLong(in.getInt(ROOT_DELAY_AT)) / SHORT_UNIT,
        Integer.toUnsignedLong(in.getInt(ROOT_DISPERSION_AT)) / SHORT_UNIT,
        in.getLong(REFERENCE_AT),
        in.getLong(RECEIVED_AT),
        in.getLong(TRANSMITTED_AT),
        asked,
        heard);
  }

  private static CollectFailure malformed(String what) {
    return new CollectFailure(Kind.MALFORMED, "the time server's answer " + what, "");
  }

  /** A time of this machine's clock in NTP's form. */
  static long ofUnixNanos(long nanos) {
    long seconds = Math.floorDiv(nanos, NANOS) + UNIX_SECONDS;
    long fraction = (Math.floorMod(nanos, NANOS) << 32) / NANOS;
    return seconds << 32 | fraction;
  }

  /** Before 1970 it is after 2036, in the era that begins then. */
  static double unixSeconds(long time) {
    double seconds = (time >>> 32) + (time & 0xffff_ffffL) / UNIT - UNIX_SECONDS;
    return seconds < 0 ? seconds + UNIT : seconds;
  }

  private static double seconds(long difference) {
    return difference / UNIT;
  }

  double roundTripSeconds() {
    return Math.max(0, seconds(heard - asked) - seconds(transmitted - received));
  }

  /** How far the server is ahead. */
  double offsetSeconds() {
    return (seconds(received - asked) + seconds(transmitted - heard)) / 2;
  }

  /** When the server's clock was last set; 0 if it never was. */
  double referenceSeconds() {
    return reference == 0 ? 0 : unixSeconds(reference);
  }

  boolean announcesLeap() {
    return leap == LEAP_ADDED || leap == LEAP_TAKEN;
  }

  /** By how much cause and effect are the wrong way round between the two clocks. */
  double leastErrorSeconds() {
    return Math.max(0, Math.max(seconds(asked - received), seconds(transmitted - heard)));
  }

  double rootDistanceSeconds() {
    return (roundTripSeconds() + rootDelaySeconds) / 2 + rootDispersionSeconds;
  }

  /** Whether the server itself knows the time, by RFC 5905. */
  boolean isValid() {
    double age = seconds(transmitted - reference);
    return stratum > 0
        && stratum < MAX_STRATUM
        && age >= 0
        && age <= MAX_AGE_SECONDS
        && rootDelaySeconds / 2 + rootDispersionSeconds <= MAX_DISPERSION_SECONDS
        && leap != LEAP_NOT_IN_SYNC;
  }
}
