package io.cresset.api.collect;

import java.time.Duration;

/** The log's promise for one batch: done once it would survive a power cut. */
public interface Receipt {

  /** For a batch that no log wants: there is nothing to wait for. */
  Receipt NOTHING_TO_KEEP =
      new Receipt() {
        @Override
        public boolean isDurable() {
          return true;
        }

        @Override
        public boolean awaitDurable(Duration limit) {
          return true;
        }
      };

  boolean isDurable();

  /**
   * Waits until the batch is durable, which makes the log sync at once; those who wait together
   * share one sync. A source that must acknowledge its own sender calls this; others need not.
   *
   * @return false if the limit passed first; the batch may still become durable later
   */
  boolean awaitDurable(Duration limit) throws InterruptedException;
}
