package io.cresset.collectors.syslog;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.Emitter;
import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.TaskBody;
import io.cresset.api.collect.Tasks;
import io.cresset.api.config.SocketAddressSpec;
import io.cresset.api.model.Resource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** One TCP port: takes connections, and gives each a task of its own. */
final class TcpListener implements TaskBody {
  private static final int BACKLOG = 1024;

  private final SocketAddressSpec spec;
  private final Shared shared;
  private final Tasks tasks;
  private final Resource about;

  /** Tells connections apart whose ports are used again before the last one's task has ended. */
  private long connectionNumber;

  TcpListener(SocketAddressSpec spec, Shared shared, Tasks tasks, Resource about) {
    this.spec = spec;
    this.shared = shared;
    this.tasks = tasks;
    this.about = about;
  }

  @Override
  public void run(Emitter out) throws CollectFailure, InterruptedException {
    InetSocketAddress address = Binding.resolve(spec);
    try (ServerSocketChannel server = ServerSocketChannel.open(Binding.family(address))) {
      bind(server, address);
      out.ready();
      while (true) {
        accepted(server.accept());
        // Those that were accepted go first: while others wait this loop never parks by itself, and
        // senders that open a connection for each line would find all places taken.
        Thread.yield();
      }
    } catch (ClosedByInterruptException e) {
      throw new InterruptedException("interrupted while listening on " + spec);
    } catch (IOException e) {
      throw new CollectFailure(
          CollectFailure.Kind.UNREACHABLE,
          "cannot take a connection on " + spec + ": " + e.getMessage(),
          "If it says 'Too many open files', raise the limit (ulimit -n, LimitNOFILE=).",
          e);
    }
  }

  private void bind(ServerSocketChannel server, InetSocketAddress address) throws CollectFailure {
    try {
      server.bind(address, BACKLOG);
      shared.listening(spec, (InetSocketAddress) server.getLocalAddress());
    } catch (IOException e) {
      throw Binding.failure(spec, e);
    }
  }

  private void accepted(SocketChannel channel) throws IOException, InterruptedException {
    if (!(channel.getRemoteAddress() instanceof InetSocketAddress sender)) {
      channel.close();
      return;
    }
    int limit = shared.config().maxConnections();
    if (!shared.counts().connectionOpened(limit)) {
      shared
          .logger()
          .log(
              System.Logger.Level.WARNING,
              "refused a connection from {0} on {1}: {2} are open; raise max_connections",
              // As parameters, so that the program's log knows this for one message, however many
              // senders there are, and limits it.
              sender.getAddress().getHostAddress(),
              spec,
              limit);
      channel.close();
      return;
    }
    TcpConnection connection = new TcpConnection(channel, sender, shared);
    shared.connections().add(connection);
    connectionNumber++;
    String name = spec + " from " + sender.getHostString() + " #" + connectionNumber;
    try {
      tasks.add(name, about, Rhythm.listen(), connection);
    } catch (IllegalStateException e) {
      // The name is new, so the component is closed, and this task is about to be interrupted.
      connection.close();
      throw new InterruptedException("closed while a connection came in on " + spec);
    }
  }
}
