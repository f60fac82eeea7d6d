package io.cresset.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;

/** A program that takes syslog lines over TCP, keeps them, and delivers them by OTLP. */
final class SyslogToOtlp {
  /** For whatever takes its time on a busy machine. */
  static final long LIMIT_NANOS = Duration.ofMinutes(2).toNanos();

  private SyslogToOtlp() {}

  static String config(Path data, CountingDestination destination, int syslogPort) {
    return """
    data: %s
    web: { listen: 127.0.0.1:0 }
    collectors:
      syslog: { listen: [ "tcp://127.0.0.1:%d" ] }
    exporters:
      otlp: { url: "%s", signals: [logs], compression: none }
    """
        .formatted(data, syslogPort, destination.url());
  }

  static void awaitDelivery(Program program) {
    Eventually.holds(
        "all is delivered",
        LIMIT_NANOS,
        () -> {
          Account account = Account.of(program, "otlp");
          return account.offered() > 0 && account.lag() == 0;
        });
  }

  /** Its account, in which nothing is missing and nothing was refused. */
  static Account checkedAccount(Program program) {
    Account account = Account.of(program, "otlp");
    assertThat(account.addsUp()).as("the identity in " + account).isTrue();
    assertThat(account.rejected()).isZero();
    return account;
  }
}
