package io.cresset.collectors.journal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The kernel's log, opened when there is no journal and closed when there is one. */
final class KernelSource implements AutoCloseable {
  private final Opening opening;
  private @Nullable KernelReader reader;

  /** Opens the log. */
  @FunctionalInterface
  interface Opening {
    KernelReader open() throws IOException;
  }

  KernelSource(Opening opening) {
    this.opening = opening;
  }

  KernelReader open() throws IOException {
    KernelReader opened = reader;
    if (opened == null) {
      opened = opening.open();
      reader = opened;
    }
    return opened;
  }

  /** Reads what there is, if it can be read; whether there was anything. */
  boolean readAll(EntryBatch batch) throws InterruptedException {
    try {
      return open().readAll(batch);
    } catch (IOException _) {
      // There was a journal, or the log could be read, when this began: it is tried again.
      close();
      return false;
    }
  }

  @Override
  public void close() {
    KernelReader opened = reader;
    reader = null;
    if (opened != null) {
      opened.close();
    }
  }
}
