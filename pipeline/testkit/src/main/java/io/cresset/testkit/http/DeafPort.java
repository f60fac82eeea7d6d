package io.cresset.testkit.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** A port of the loopback address where whoever connects hears nothing, not even a refusal. */
public final class DeafPort implements AutoCloseable {
  private final ServerSocketChannel server;
  private final List<SocketChannel> waiting = new ArrayList<>();

  public DeafPort() {
    try {
      server = ServerSocketChannel.open();
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
      // Nobody accepts. Once the queue is full, Linux lets further attempts go unanswered.
      for (int i = 0; i < 16; i++) {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.connect(server.getLocalAddress());
        waiting.add(channel);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.socket().getLocalPort());
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel channel : waiting) {
      channel.close();
    }
    server.close();
  }
}
