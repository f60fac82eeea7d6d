package io.cresset.collectors.syslog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * The bytes that one sender sends, whatever they travel in. One thread reads; {@link #close} may be
 * called by any, more than once, and ends what that thread waits for.
 */
interface Link {

  /** What must be agreed on before the first byte. Blocks as long as the sender likes. */
  void open() throws IOException, HandshakeFailure;

  /**
   * Whether {@link #read} returns after a pause, so that its reader notices that it is to be left
   * to the next instance. Asked once it is open.
   */
  boolean pauses();

  /** How long {@link #read} waits before it says that nothing came, if it pauses at all. */
  void setPauseMillis(int pause) throws IOException;

  /** Waits for bytes; -1 at their end, 0 if none came for the pause. */
  int read(ByteBuffer room) throws IOException;

  /** Whether reading is sure not to wait. */
  boolean hasMore() throws IOException;

  /** Tells the sender to send nothing more, and reads on. Called by any thread. */
  void retire() throws IOException;

  /** What they come by. */
  SocketChannel channel();

  void close() throws IOException;
}
