package io.cresset.collectors.syslog;

import io.cresset.api.collect.CollectFailure;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

/**
 * A Unix socket of the kind SOCK_STREAM, to which every user of this machine may write, as to
 * /dev/log. A socket that somebody left behind is replaced, one at which somebody listens is not.
 */
record UnixDoor(ListenAddress.Unix address, Shared shared) implements Door {

  @Override
  public ServerSocketChannel open() throws CollectFailure, IOException {
    Path path = address.path();
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      removeLeftBehind(path);
      server.bind(UnixDomainSocketAddress.of(path), TcpDoor.BACKLOG);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
      shared.logger().log(System.Logger.Level.INFO, "listening on " + address);
      return server;
    } catch (IOException e) {
      server.close();
      throw failure(e);
    } catch (CollectFailure e) {
      server.close();
      throw e;
    }
  }

  private void removeLeftBehind(Path path) throws CollectFailure, IOException {
    if (!Files.exists(path)) {
      return;
    }
    if (!Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
      throw new CollectFailure(
          CollectFailure.Kind.UNREACHABLE,
          "cannot listen on " + address + ": there is a file that is no socket",
          "Name another path in collectors.syslog.listen.");
    }
    try {
      SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("refused")) {
        Files.delete(path);
        return;
      }
      throw e;
    }
    throw new CollectFailure(
        CollectFailure.Kind.UNREACHABLE,
        "cannot listen on " + address + ": another program does",
        "Stop that program ('ss -lxp' names it), or name another path.");
  }

  private CollectFailure failure(IOException cause) {
    String reason = String.valueOf(cause.getMessage());
    String lower = reason.toLowerCase(Locale.ROOT);
    String message = "cannot listen on " + address + ": " + reason;
    if (lower.contains("permission denied")) {
      return new CollectFailure(
          CollectFailure.Kind.UNAUTHORIZED,
          message,
          "Let the user that runs Cresset write to " + address.path().getParent() + ".",
          cause);
    }
    String remedy =
        lower.contains("no such file")
            ? "Make the folder " + address.path().getParent() + " first."
            : "Name another path in collectors.syslog.listen.";
    return new CollectFailure(CollectFailure.Kind.UNREACHABLE, message, remedy, cause);
  }

  @Override
  public Peer peer(SocketChannel channel) {
    return shared.localPeer(address.path());
  }

  @Override
  public Link link(SocketChannel channel) {
    return new PlainLink(channel);
  }

  @Override
  public void closed() {
    try {
      Files.deleteIfExists(address.path());
    } catch (IOException e) {
      shared
          .logger()
          .log(System.Logger.Level.DEBUG, "{0} not removed: {1}", address, e.getMessage());
    }
  }
}
