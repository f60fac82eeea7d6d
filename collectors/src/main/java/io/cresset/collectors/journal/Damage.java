package io.cresset.collectors.journal;

import java.io.IOException;

/** What a file holds at a place is not what belongs there. Costs no stack trace: it is data. */
final class Damage extends IOException {
  private static final long serialVersionUID = 1;

  Damage(String what, long offset) {
    super(what + " at byte " + offset);
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
