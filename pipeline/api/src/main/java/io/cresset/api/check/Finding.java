package io.cresset.api.check;

import java.util.Locale;

/**
 * What was found at a door: one line of what {@code cresset check} prints.
 *
 * <pre>
 * FAIL  loki  login  http://loki:3100/loki/api/v1/push answered 401: no org id; set exporters.loki.tenant
 * </pre>
 *
 * @param what was tried, in a word or two: {@code login}, {@code udp://0.0.0.0:1514}
 * @param detail what was found, as the first half of a sentence
 * @param remedy what the user can do, as the second half, with the exact key; empty only if fine
 */
public record Finding(State state, String what, String detail, String remedy) {

  /** The worst of them decides the exit code. */
  public enum State {
    OK,
    /** It works, and something about it will trouble somebody. */
    WARN,
    /** What the configuration asks for will not work. */
    FAIL;

    /** As people read it; a failure in capitals, so that it is seen. */
    public String shown() {
      return this == FAIL ? name() : name().toLowerCase(Locale.ROOT);
    }
  }

  public Finding {
    if (what.isBlank() || detail.isBlank()) {
      throw new IllegalArgumentException("a finding says what was tried and what was found");
    }
    if (state != State.OK && remedy.isBlank()) {
      throw new IllegalArgumentException(what + ": " + detail + ": without a remedy");
    }
    what = oneLine(what);
    detail = oneLine(detail);
    remedy = oneLine(remedy);
  }

  public static Finding ok(String what, String detail) {
    return new Finding(State.OK, what, detail, "");
  }

  public static Finding warn(String what, String detail, String remedy) {
    return new Finding(State.WARN, what, detail, remedy);
  }

  public static Finding fail(String what, String detail, String remedy) {
    return new Finding(State.FAIL, what, detail, remedy);
  }

  private static String oneLine(String text) {
    return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
  }
}
