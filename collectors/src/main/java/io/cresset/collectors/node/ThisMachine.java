package io.cresset.collectors.node;

import io.cresset.api.Time;
import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;
import io.cresset.collectors.linux.Adjtimex;
import io.cresset.collectors.linux.Bus;
import io.cresset.collectors.linux.Netlink;
import io.cresset.collectors.linux.NetworkDriver;
import io.cresset.collectors.linux.PageSize;
import io.cresset.collectors.linux.Statvfs;
import io.cresset.collectors.linux.SystemBus;
import io.cresset.collectors.linux.Timex;
import io.cresset.collectors.linux.Uname;
import io.cresset.collectors.linux.UtsName;
import io.cresset.collectors.linux.Vfs;
import io.cresset.collectors.node.source.Disks;
import io.cresset.collectors.node.source.Machine;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** The machine that this program runs on. */
final class ThisMachine implements Machine {
  private static final long PAGE_BYTES = PageSize.bytes();

  /** systemd is silent for seconds while it reads its units anew. */
  private static final Duration BUS_PATIENCE = Duration.ofSeconds(5);

  @Override
  public Vfs statvfs(String path) {
    return Statvfs.of(path);
  }

  @Override
  public UtsName uname() throws CollectFailure {
    return Uname.ofThisMachine()
        .orElseThrow(() -> new CollectFailure(Kind.UNSUPPORTED, "uname was refused", ""));
  }

  @Override
  public Disks disks() {
    return new TheseDisks();
  }

  @Override
  public long pageBytes() {
    return PAGE_BYTES;
  }

  @Override
  public Timex timex() throws CollectFailure {
    try {
      return Adjtimex.read();
    } catch (AccessDeniedException e) {
      throw new CollectFailure(
          Kind.UNAUTHORIZED,
          "adjtimex is refused",
          "Allow that call in the container's seccomp profile.",
          e);
    } catch (IOException e) {
      throw new CollectFailure(Kind.UNSUPPORTED, String.valueOf(e.getMessage()), "", e);
    }
  }

  @Override
  public <T> T netlink(Netlink.Question question, Supplier<T> fresh, Netlink.Receiver<T> receiver)
      throws CollectFailure {
    try {
      return Netlink.ask(question, fresh, receiver);
    } catch (NoSuchFileException e) {
      throw new CollectFailure(Kind.ABSENT, "netlink: this kernel does not have that", "", e);
    } catch (AccessDeniedException e) {
      throw new CollectFailure(
          Kind.UNAUTHORIZED,
          "netlink: operation not permitted",
          "Run it as root or with CAP_NET_ADMIN.",
          e);
    } catch (IOException e) {
      throw new CollectFailure(Kind.UNSUPPORTED, "netlink: " + e.getMessage(), "", e);
    }
  }

  @Override
  public NetworkDriver networkDriver(String device) throws CollectFailure {
    try {
      return NetworkDriver.of(device);
    } catch (IOException e) {
      throw new CollectFailure(Kind.UNSUPPORTED, String.valueOf(e.getMessage()), "", e);
    }
  }

  @Override
  public Bus bus(String socket) throws CollectFailure {
    Path path = Path.of(socket);
    if (Files.notExists(path)) {
      throw new CollectFailure(Kind.ABSENT, socket + ": there is no such socket", "");
    }
    try {
      return SystemBus.connect(path, BUS_PATIENCE);
    } catch (SocketTimeoutException e) {
      throw new CollectFailure(Kind.TIMEOUT, socket + ": " + e.getMessage(), "", e);
    } catch (IOException e) {
      throw new CollectFailure(Kind.UNREACHABLE, socket + ": " + e.getMessage(), "", e);
    }
  }

  @Override
  public Answer udp(Peer peer, byte[] question, Duration limit, Time clock) throws CollectFailure {
    try {
      return PlainExchange.udp(peer, question, limit, clock);
    } catch (SocketTimeoutException e) {
      throw new CollectFailure(
          Kind.TIMEOUT, peer + ": no answer within " + limit.toMillis() + " ms", "", e);
    } catch (IOException e) {
      throw new CollectFailure(Kind.UNREACHABLE, peer + ": " + e.getMessage(), "", e);
    }
  }

  @Override
  public String post(URI url, Optional<String> credentials, String body, Duration limit)
      throws CollectFailure {
    try {
      return PlainExchange.post(url, credentials, body, limit);
    } catch (SocketTimeoutException e) {
      throw new CollectFailure(Kind.TIMEOUT, url + ": " + e.getMessage(), "", e);
    } catch (IOException e) {
      throw new CollectFailure(Kind.UNREACHABLE, url + ": " + e.getMessage(), "", e);
    }
  }

  @Override
  public Zone zone(long unixSeconds) {
    return LocalZone.at(unixSeconds);
  }
}
