package io.cresset.collectors.syslog;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The bytes that one sender sends, whatever they travel in. One thread reads; {@link #close} may be
 * called by any, more than once, and ends what that thread waits for.
 */
interface Link {

  /** What must be agreed on before the first byte. Blocks as long as the sender likes. */
  void open() throws IOException, HandshakeFailure;

  /** Waits for bytes; -1 at their end. */
  int read(ByteBuffer room) throws IOException;

  /** Whether reading is sure not to wait. */
  boolean hasMore() throws IOException;

  /** Tells the sender to send nothing more, and reads on. Called by any thread. */
  void retire() throws IOException;

  void close() throws IOException;
}
