package io.cresset.app;

/** The program cannot run here and ends with exit code 1; the message says why and what to do. */
final class CannotStart extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * @param message one line with the remedy
   */
  CannotStart(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * @param message one line with the remedy
   */
  CannotStart(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
