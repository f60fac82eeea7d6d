package io.cresset.collectors.syslog;

import io.cresset.api.collect.CollectFailure;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A Unix socket of the kind SOCK_STREAM, to which every user of this machine may write, as to
 * /dev/log. What stands in its place is removed only if it is a socket of this user's at which
 * nobody listens: what an earlier run left behind.
 */
final class UnixDoor implements Door {
  private static final int FILE_TYPE = 0170000;
  private static final int SOCKET = 0140000;
  private static final LinkOption ITSELF = LinkOption.NOFOLLOW_LINKS;

  private final ListenAddress.Unix address;
  private final Shared shared;

  /** Device and number of the file that {@link #open} made; null if there is none. */
  private @Nullable Object own;

  UnixDoor(ListenAddress.Unix address, Shared shared) {
    this.address = address;
    this.shared = shared;
  }

  @Override
  public void prepare() {}

  @Override
  public ServerSocketChannel open() throws CollectFailure, IOException {
    Path path = address.path();
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      removeLeftBehind(path);
      server.bind(UnixDomainSocketAddress.of(path), TcpDoor.BACKLOG);
      own = fileKey(path);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
      shared.logger().log(System.Logger.Level.INFO, "listening on " + address);
      return server;
    } catch (IOException e) {
      server.close();
      closed();
      throw failure(e);
    } catch (CollectFailure e) {
      server.close();
      throw e;
    }
  }

  private static @Nullable Object fileKey(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, ITSELF).fileKey();
  }

  private void removeLeftBehind(Path path) throws CollectFailure, IOException {
    if (!Files.exists(path, ITSELF)) {
      return;
    }
    if (!isSocket(path)) {
      throw inTheWay(
          "there is a file that is no socket", "Name another path in collectors.syslog.listen.");
    }
    if (isListening(path)) {
      throw inTheWay(
          "another program does", "Stop that program ('ss -lxp' names it), or name another path.");
    }
    if (!isOwn(path)) {
      throw inTheWay(
          "there is a socket of the user " + Files.getOwner(path, ITSELF).getName(),
          "Remove it if nobody needs it, or name another path.");
    }
    Files.delete(path);
  }

  private CollectFailure inTheWay(String what, String remedy) {
    return new CollectFailure(
        CollectFailure.Kind.UNREACHABLE, "cannot listen on " + address + ": " + what, remedy);
  }

  /** Without waiting: a program that listens and does not accept must not hold this one up. */
  private static boolean isListening(Path path) throws IOException {
    try (SocketChannel knock = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      knock.configureBlocking(false);
      knock.connect(UnixDomainSocketAddress.of(path));
      return true;
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
      if (reason.contains("refused")) {
        return false;
      }
      if (reason.contains("temporarily unavailable")) {
        // So many others wait to be accepted that there is no room for one more.
        return true;
      }
      throw e;
    }
  }

  static boolean isSocket(Path path) throws IOException {
    int mode = (Integer) Files.getAttribute(path, "unix:mode", ITSELF);
    return (mode & FILE_TYPE) == SOCKET;
  }

  /** Whether it is of the user that this program runs as, whom only /proc tells. */
  static boolean isOwn(Path path) throws IOException {
    Path self = Path.of("/proc/self");
    return !Files.exists(self) || Files.getOwner(path, ITSELF).equals(Files.getOwner(self));
  }

  private CollectFailure failure(IOException cause) {
    String reason = String.valueOf(cause.getMessage());
    String lower = reason.toLowerCase(Locale.ROOT);
    String message = "cannot listen on " + address + ": " + reason;
    Path folder = address.path().getParent();
    if (lower.contains("permission denied") || lower.contains("not permitted")) {
      return new CollectFailure(
          CollectFailure.Kind.UNAUTHORIZED,
          message,
          "Let the user that runs Cresset write to " + folder + ".",
          cause);
    }
    String remedy = "Name another path in collectors.syslog.listen.";
    if (lower.contains("no such file")) {
      remedy = "Make the folder " + folder + " first.";
    } else if (lower.contains("wrong type")) {
      remedy = "Another program takes datagrams there; stop it, or name another path.";
    }
    return new CollectFailure(CollectFailure.Kind.UNREACHABLE, message, remedy, cause);
  }

  @Override
  public Peer peer(SocketChannel channel) {
    return shared.localPeer(address.path());
  }

  @Override
  public int connectionBytes() {
    return Places.PLAIN_BYTES;
  }

  @Override
  public Link link(SocketChannel channel) {
    return new PlainLink(channel);
  }

  /** Removes the file, unless another program has put its own in its place. */
  @Override
  public void closed() {
    try {
      if (own != null && own.equals(fileKey(address.path()))) {
        Files.deleteIfExists(address.path());
      }
    } catch (IOException e) {
      shared
          .logger()
          .log(System.Logger.Level.DEBUG, "{0} not removed: {1}", address, e.getMessage());
    }
    own = null;
  }
}
