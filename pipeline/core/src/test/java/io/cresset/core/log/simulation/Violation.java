package io.cresset.core.log.simulation;

/** Something that must hold does not. */
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Which of the things that must hold. */
  enum Rule {
    OPENS,
    OPENS_WITHIN_BOUNDS,
    BYTES_ARE_WHAT_WAS_WRITTEN,
    IN_ORDER_AND_ONCE,
    NOTHING_DURABLE_IS_LOST,
    LOSSES_ARE_COUNTED,
    DAMAGE_IS_FOUND,
    POSITIONS_FIT_THE_DATA,
    DOUBLES_ARE_SAID,
    PROGRESS_FITS,
    ACCOUNTS_ADD_UP,
    RETENTION_KEEPS_WHAT_IS_WANTED,
    GOES_ON_BY_ITSELF,
    NO_WAIT_UNDER_THE_LOCK,
    NO_DEFECT
  }

  final Rule rule;

  Violation(Rule rule, String message) {
    super(rule + ": " + message);
    this.rule = rule;
  }

  Violation(Rule rule, String message, Throwable cause) {
    super(rule + ": " + message, cause);
    this.rule = rule;
  }

  static void unless(boolean holds, Rule rule, java.util.function.Supplier<String> message) {
    if (!holds) {
      throw new Violation(rule, message.get());
    }
  }
}
