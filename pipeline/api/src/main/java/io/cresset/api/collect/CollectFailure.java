package io.cresset.api.collect;

import java.util.Locale;

/**
 * A source could not be read. The Supervisor decides what follows by {@link #kind()}; the user sees
 * the message and the remedy in one line, never a stack trace.
 */
public final class CollectFailure extends Exception {
  private static final long serialVersionUID = 1;

  /** What sort of failure it is; the lower-case name is the {@code reason} label. */
  public enum Kind {
    /** No answer: connection refused, no route, a port that cannot be bound. */
    UNREACHABLE,
    /** Refused for lack of a right: EACCES, 401, 403. */
    UNAUTHORIZED,
    /** No answer in time. */
    TIMEOUT,
    /** An answer that cannot be understood. */
    MALFORMED,
    /** The source is there, but cannot do what is asked. */
    UNSUPPORTED,
    /** This machine or device does not have it. Said once at most, at debug. */
    ABSENT;

    public String reason() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Kind kind;
  private final String remedy;

  /**
   * @param message what failed and where: a path, an address, the line that was not understood
   * @param remedy what the user can do, as a sentence; empty if nothing
   */
  public CollectFailure(Kind kind, String message, String remedy) {
    super(message);
    this.kind = kind;
    this.remedy = remedy;
  }

  public CollectFailure(Kind kind, String message, String remedy, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.remedy = remedy;
  }

  public Kind kind() {
    return kind;
  }

  public String remedy() {
    return remedy;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
