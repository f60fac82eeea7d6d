package io.cresset.api.model;

/**
 * What a source made cannot be telemetry: a name that is none, a value that is nested too deep,
 * more than there is room for. A body may let it pass: the run then fails as malformed, with one
 * line and without a stack trace, because the data are at fault and not where they were found.
 */
public final class InvalidTelemetry extends IllegalArgumentException {
  private static final long serialVersionUID = 1;
  private static final int MAX_MESSAGE_CHARS = 300;

  /**
   * @param message what it is and what is wrong with it; cut if it is long, since it quotes data
   */
  public InvalidTelemetry(String message) {
    super(
        message.length() <= MAX_MESSAGE_CHARS
            ? message
            : message.substring(0, MAX_MESSAGE_CHARS) + "...");
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
