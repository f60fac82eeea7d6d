package io.cresset.app;

import java.util.function.IntSupplier;

/** What the operating system asks of the running program; a test asks in its place. */
interface Signals {

  /**
   * @param stop what SIGTERM and SIGINT are to do: it stops everything and gives the exit code
   */
  void onStop(IntSupplier stop);

  /**
   * @param reload what SIGHUP is to do
   */
  void onHangup(Runnable reload);
}
