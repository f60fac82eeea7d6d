package io.cresset.core.runtime;

import io.cresset.api.model.Signal;
import java.util.Map;

/**
 * A delivery at one moment.
 *
 * @param component the sink's component id
 * @param error what the destination answered last, or why it could not be reached; empty if OK
 * @param sinceUnixNanos when it got into this state
 * @param defects times that the sink threw what it must not throw
 * @param rejected records refused for good since the start of the program, by reason
 * @param lastRefusal what was said of the records that were refused for good last; empty if none
 *     was since the start of the program
 * @param lastRefusalUnixNanos when that was; 0 if it was not
 * @param aside what became of them, since the start of the program
 */
public record DeliveryStatus(
    String component,
    Signal signal,
    State state,
    String error,
    long sinceUnixNanos,
    long defects,
    Map<String, Long> rejected,
    String lastRefusal,
    long lastRefusalUnixNanos,
    SetAside aside) {

  /**
   * What became of refused records.
   *
   * @param notKept those that could not be set aside, by reason
   * @param resentDelivered those that were sent again and taken
   * @param resentRefused those that were sent again and refused again, each time that they were
   */
  public record SetAside(Map<String, Long> notKept, long resentDelivered, long resentRefused) {
    public SetAside {
      notKept = Map.copyOf(notKept);
    }
  }

  /** Whether the destination takes what it is sent. */
  public enum State {
    OK,
    RETRYING,
    STOPPED
  }

  /** One of which nothing was refused. */
  public DeliveryStatus(
      String component,
      Signal signal,
      State state,
      String error,
      long sinceUnixNanos,
      long defects,
      Map<String, Long> rejected) {
    this(
        component,
        signal,
        state,
        error,
        sinceUnixNanos,
        defects,
        rejected,
        "",
        0,
        new SetAside(Map.of(), 0, 0));
  }

  public DeliveryStatus {
    rejected = Map.copyOf(rejected);
  }
}
