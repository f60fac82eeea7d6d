package io.cresset.collectors.syslog;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.Emitter;
import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.Tasks;
import io.cresset.api.model.Resource;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Takes the connections at one door, and gives each a task of its own. */
final class StreamListener implements Listener {
  private final ListenAddress address;
  private final Door door;
  private final Shared shared;
  private final Tasks tasks;
  private final Resource about;
  private final BoundSocket<ServerSocketChannel> socket;

  /** The connections of the instance before, until they are taken over. */
  private final AtomicReference<@Nullable LeftConnections> inherited;

  /** Tells connections apart whose ports are used again before the last one's task has ended. */
  private long connectionNumber;

  StreamListener(
      ListenAddress address,
      Door door,
      Shared shared,
      Tasks tasks,
      Resource about,
      BoundSocket<ServerSocketChannel> socket,
      Optional<LeftConnections> inherited) {
    this.inherited = new AtomicReference<>(inherited.orElse(null));
    this.address = address;
    this.door = door;
    this.shared = shared;
    this.tasks = tasks;
    this.about = about;
    this.socket = socket;
  }

  @Override
  public void run(Emitter out) throws CollectFailure, InterruptedException {
    try {
      door.prepare();
      socket.use(SelectionKey.OP_ACCEPT, new Accepting(out));
    } catch (ClosedByInterruptException e) {
      throw new InterruptedException("interrupted while listening on " + address);
    } catch (IOException e) {
      throw new CollectFailure(
          CollectFailure.Kind.UNREACHABLE,
          "cannot take a connection on " + address + ": " + e.getMessage(),
          "If it says 'Too many open files', raise the limit (ulimit -n, LimitNOFILE=).",
          e);
    }
  }

  private final class Accepting implements BoundSocket.Use<ServerSocketChannel> {
    private final Emitter out;

    Accepting(Emitter out) {
      this.out = out;
    }

    @Override
    public ServerSocketChannel open() throws CollectFailure, IOException {
      return door.open();
    }

    @Override
    public void opened(ServerSocketChannel server) throws IOException, InterruptedException {
      shared.listeningOn(address, server.getLocalAddress());
      out.ready();
      LeftConnections before = inherited.getAndSet(null);
      if (before != null) {
        goOn(before);
      }
    }

    @Override
    public void take(ServerSocketChannel server) throws IOException, InterruptedException {
      // Who connects from then on waits for the next instance.
      while (!shared.isRetiring() && server.accept() instanceof SocketChannel next) {
        accepted(next);
        // Those that were accepted go first: senders that open a connection for each line would
        // find all places taken.
        Thread.yield();
      }
    }

    @Override
    public boolean mayEnd() {
      return true;
    }

    @Override
    public void end(ServerSocketChannel server) {
      // Who has connected and was not accepted has not been promised anything.
    }

    @Override
    public void closed() {
      door.closed();
    }
  }

  @Override
  public void retire() {
    socket.retire();
  }

  @Override
  public void close() {
    socket.close();
  }

  /** The connections that are to go on in the next instance, once all tasks have returned. */
  LeftConnections leave() {
    List<LeftConnection> connections = new ArrayList<>();
    shared.left().removeIf(each -> each.address().equals(address) && connections.add(each));
    LeftConnections unused = inherited.getAndSet(null);
    if (unused != null) {
      connections.addAll(unused.connections());
      return new LeftConnections(connections, unused.tls());
    }
    return new LeftConnections(connections, shared.config().tls());
  }

  /** Goes on with the connections of senders that would be let in today too. */
  private void goOn(LeftConnections before) throws InterruptedException {
    Deque<LeftConnection> connections = new ArrayDeque<>(before.connections());
    boolean sameDoor =
        !(address instanceof ListenAddress.Tls) || before.tls().equals(shared.config().tls());
    try {
      while (sameDoor && connections.poll() instanceof LeftConnection next) {
        goOn(next);
      }
    } finally {
      connections.forEach(LeftConnection::close);
    }
  }

  private void goOn(LeftConnection before) throws InterruptedException {
    try {
      Peer peer = door.peer(before.link().channel());
      if (mayCome(peer)) {
        add(new StreamConnection(before, peer, shared, door.connectionBytes()));
        return;
      }
    } catch (IOException e) {
      shared.logger().log(System.Logger.Level.DEBUG, "{0} has gone: {1}", address, e.getMessage());
    }
    before.close();
  }

  private void accepted(SocketChannel channel) throws IOException, InterruptedException {
    Peer peer;
    try {
      peer = door.peer(channel);
    } catch (IOException e) {
      // It has gone already.
      channel.close();
      return;
    }
    if (mayCome(peer)) {
      int bytes = door.connectionBytes();
      add(new StreamConnection(door.link(channel), peer, address, shared, bytes));
    } else {
      channel.close();
    }
  }

  /** Takes a place, or says that there is none. */
  private boolean mayCome(Peer peer) {
    Places.Refusal refusal = shared.places().take(door.connectionBytes());
    if (refusal != null) {
      refused(peer, refusal);
      return false;
    }
    shared.counts().accepted();
    return true;
  }

  private void add(StreamConnection connection) throws InterruptedException {
    shared.connections().add(connection);
    connectionNumber++;
    String name = address + " from " + connection.peer().address() + " #" + connectionNumber;
    try {
      tasks.add(name, about, Rhythm.listen(), connection);
    } catch (IllegalStateException e) {
      // The name is new, so the component is closed, and this task is about to be interrupted.
      connection.close();
      throw new InterruptedException("closed while a connection came in on " + address);
    }
  }

  private void refused(Peer peer, Places.Refusal why) {
    shared.counts().refused(why);
    shared
        .logger()
        .log(
            System.Logger.Level.WARNING,
            "refused a connection from {0} on {1}: {2} are open; {3}",
            // As parameters, so that the program's log knows this for one message, however many
            // senders there are, and limits it.
            peer.address(),
            address,
            shared.places().taken(),
            why.remedy());
  }
}
