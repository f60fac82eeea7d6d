package io.cresset.collectors.syslog;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.config.SocketAddressSpec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/**
 * A TCP port, with TLS or without.
 *
 * @param tls empty for plain TCP
 */
record TcpDoor(ListenAddress address, SocketAddressSpec spec, Shared shared, Optional<TlsFiles> tls)
    implements Door {
  static final int BACKLOG = 1024;

  @Override
  public void prepare() throws CollectFailure, IOException {
    if (tls.isPresent()) {
      tls.get().load();
    }
  }

  @Override
  public ServerSocketChannel open() throws CollectFailure, IOException {
    InetSocketAddress to = Binding.resolve(spec);
    ServerSocketChannel server = ServerSocketChannel.open(Binding.family(to));
    try {
      server.bind(to, BACKLOG);
      shared.listening(address, spec.scheme(), (InetSocketAddress) server.getLocalAddress());
      return server;
    } catch (IOException e) {
      server.close();
      throw Binding.failure(spec, e);
    }
  }

  @Override
  public Peer peer(SocketChannel channel) throws IOException {
    if (channel.getRemoteAddress() instanceof InetSocketAddress sender) {
      return shared.peer(sender.getAddress(), Peer.TCP);
    }
    throw new IOException("a connection from nowhere on " + address);
  }

  @Override
  public int connectionBytes() {
    return tls.isPresent() ? Places.TLS_BYTES : Places.PLAIN_BYTES;
  }

  @Override
  public Link link(SocketChannel channel) {
    return tls.<Link>map(files -> new TlsLink(channel, files))
        .orElseGet(() -> new PlainLink(channel));
  }

  @Override
  public void closed() {}
}
