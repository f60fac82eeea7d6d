package io.cresset.api.model;

import java.util.List;
import java.util.stream.Stream;

/** What the numbers in a syslog message's priority are called, there and in the journal. */
public final class SyslogWords {
  /** How many facilities there are, from 0 on. */
  public static final int FACILITIES = 24;

  /** The keywords of RFC 5424 section 6.2.1's severities, as syslog.conf writes them. */
  private static final List<String> SEVERITIES =
      List.of("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug");

  private static final List<Value> FACILITY_WORDS =
      Stream.of(
              "kern",
              "user",
              "mail",
              "daemon",
              "auth",
              "syslog",
              "lpr",
              "news",
              "uucp",
              "cron",
              "authpriv",
              "ftp",
              "ntp",
              "security",
              "console",
              "solaris-cron",
              "local0",
              "local1",
              "local2",
              "local3",
              "local4",
              "local5",
              "local6",
              "local7")
          .map(Value::of)
          .toList();

  private SyslogWords() {}

  /** The keyword of a severity, 0 to 7; its number is {@link Severity#ofSyslog}. */
  public static String severity(int number) {
    return SEVERITIES.get(number);
  }

  /**
   * The word for a facility, 0 to 23. Up to 11 and from 16 on as in syslog.h, which has no keyword
   * for those between (NTP, log audit, log alert, second clock daemon); these are in common use.
   */
  public static Value facility(int number) {
    return FACILITY_WORDS.get(number);
  }
}
