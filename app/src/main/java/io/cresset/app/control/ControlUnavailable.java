package io.cresset.app.control;

/** The running program cannot be asked; the message is one line and says what to do. */
public final class ControlUnavailable extends Exception {
  private static final long serialVersionUID = 1;

  ControlUnavailable(String message) {
    super(message);
  }

  ControlUnavailable(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
