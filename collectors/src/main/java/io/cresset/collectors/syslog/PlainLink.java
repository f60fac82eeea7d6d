package io.cresset.collectors.syslog;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;

/** A TCP connection or one of a Unix socket, as it is. */
final class PlainLink implements Link {
  private static final int KEEP_IDLE_SECONDS = 60;
  private static final int KEEP_INTERVAL_SECONDS = 15;
  private static final int KEEP_PROBES = 4;

  private final SocketChannel channel;

  /** Of a Unix socket the JDK does not tell what it holds. */
  private boolean tellsWhatItHolds;

  PlainLink(SocketChannel channel) {
    this.channel = channel;
  }

  @Override
  public void open() throws IOException {
    tellsWhatItHolds = channel.getLocalAddress() instanceof InetSocketAddress;
    keepAlive(channel);
  }

  /** A peer that vanished without a word shall give its place free in minutes, not in hours. */
  static void keepAlive(SocketChannel channel) throws IOException {
    if (!(channel.getLocalAddress() instanceof InetSocketAddress)) {
      return;
    }
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    if (channel.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
      channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_IDLE_SECONDS);
      channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEP_INTERVAL_SECONDS);
      channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEP_PROBES);
    }
  }

  @Override
  public int read(ByteBuffer room) throws IOException {
    return channel.read(room);
  }

  @Override
  public boolean hasMore() throws IOException {
    return tellsWhatItHolds && channel.socket().getInputStream().available() > 0;
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
