package io.cresset.api.collect;

/** A registered task. */
public interface Task {

  /**
   * Interrupts a running body, starts it no more and ends its series. Does not wait for the body.
   * Cancelling twice does nothing.
   */
  void cancel();
}
