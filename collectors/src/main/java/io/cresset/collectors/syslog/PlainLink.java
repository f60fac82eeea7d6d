package io.cresset.collectors.syslog;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/** A TCP connection or one of a Unix socket, as it is. */
final class PlainLink implements Link {
  private static final int KEEP_IDLE_SECONDS = 60;
  private static final int KEEP_INTERVAL_SECONDS = 15;
  private static final int KEEP_PROBES = 4;

  private final SocketChannel channel;

  /** Null for a Unix socket, of which the JDK neither tells what it holds nor waits for a time. */
  private @Nullable InputStream in;

  PlainLink(SocketChannel channel) {
    this.channel = channel;
  }

  @Override
  public void open() throws IOException {
    if (channel.getLocalAddress() instanceof InetSocketAddress) {
      keepAlive(channel);
      in = channel.socket().getInputStream();
    }
    // Now, on this virtual thread, the JDK makes the socket non-blocking once and for all, instead
    // of twice for each read that has a time limit.
    int none = channel.read(ByteBuffer.allocate(0));
    assert none <= 0;
  }

  /** A peer that vanished without a word shall give its place free in minutes, not in hours. */
  static void keepAlive(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    if (channel.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
      channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_IDLE_SECONDS);
      channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEP_INTERVAL_SECONDS);
      channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEP_PROBES);
    }
  }

  @Override
  public boolean pauses() {
    return in != null;
  }

  @Override
  public void setPauseMillis(int pause) throws IOException {
    if (in != null) {
      channel.socket().setSoTimeout(pause);
    }
  }

  @Override
  public int read(ByteBuffer room) throws IOException {
    return in == null ? channel.read(room) : read(in, room);
  }

  /** Reads as {@link Link#read} does, from a socket that has a time limit. */
  static int read(InputStream in, ByteBuffer room) throws IOException {
    try {
      int count = in.read(room.array(), room.arrayOffset() + room.position(), room.remaining());
      if (count > 0) {
        room.position(room.position() + count);
      }
      return count;
    } catch (SocketTimeoutException _) {
      return 0;
    }
  }

  @Override
  public boolean hasMore() throws IOException {
    return in != null && in.available() > 0;
  }

  @Override
  public SocketChannel channel() {
    return channel;
  }

  @Override
  public void retire() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
