package io.cresset.core.log;

/** The data folder cannot be used at all, for which the program ends with exit code 1. */
public final class LogFolderUnavailable extends Exception {
  private static final long serialVersionUID = 1;

  private final String remedy;

  /**
   * @param message what is wrong with which folder
   * @param remedy what the user can do, as a sentence
   */
  public LogFolderUnavailable(String message, String remedy) {
    super(message);
    this.remedy = remedy;
  }

  public LogFolderUnavailable(String message, String remedy, Throwable cause) {
    super(message, cause);
    this.remedy = remedy;
  }

  public String remedy() {
    return remedy;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
