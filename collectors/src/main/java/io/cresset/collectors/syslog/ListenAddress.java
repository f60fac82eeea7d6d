package io.cresset.collectors.syslog;

import io.cresset.api.config.SocketAddressSpec;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

/** Where to listen and over what: {@code udp://0.0.0.0:1514}, {@code unix:///run/syslog.sock}. */
public sealed interface ListenAddress {

  /** Datagrams, RFC 5426. */
  record Udp(SocketAddressSpec at) implements ListenAddress {
    @Override
    public String toString() {
      return at.toString();
    }
  }

  /** A stream, RFC 6587. */
  record Tcp(SocketAddressSpec at) implements ListenAddress {
    @Override
    public String toString() {
      return at.toString();
    }
  }

  /** A stream within TLS, RFC 5425. */
  record Tls(SocketAddressSpec at) implements ListenAddress {
    @Override
    public String toString() {
      return at.toString();
    }
  }

  /** A stream from programs on this machine. */
  record Unix(Path path) implements ListenAddress {
    @Override
    public String toString() {
      return "unix://" + path;
    }
  }

  /** Whether this and another, different address cannot be listened on both. */
  default boolean takesThePortOf(ListenAddress other) {
    return switch (this) {
      case Udp(SocketAddressSpec at) -> other instanceof Udp(SocketAddressSpec to) && meet(at, to);
      case Tcp(SocketAddressSpec at) -> isStreamOn(other, at);
      case Tls(SocketAddressSpec at) -> isStreamOn(other, at);
      case Unix _ -> false;
    };
  }

  private static boolean isStreamOn(ListenAddress other, SocketAddressSpec at) {
    return (other instanceof Tcp(SocketAddressSpec tcp) && meet(at, tcp))
        || (other instanceof Tls(SocketAddressSpec tls) && meet(at, tls));
  }

  /** The same host, or one of them is all hosts, which {@code [::]} is for IPv4 too. */
  private static boolean meet(SocketAddressSpec one, SocketAddressSpec other) {
    return one.port() == other.port()
        && one.port() != 0
        && (one.host().equals(other.host()) || isAll(one, other) || isAll(other, one));
  }

  private static boolean isAll(SocketAddressSpec one, SocketAddressSpec other) {
    return one.host().equals("::") || (one.host().equals("0.0.0.0") && !other.host().contains(":"));
  }

  /**
   * @throws IllegalArgumentException with a message for the user
   */
  static ListenAddress parse(String text) {
    if (text.startsWith("unix:")) {
      return unix(text);
    }
    SocketAddressSpec spec = SocketAddressSpec.parse(text);
    return switch (spec.scheme().toLowerCase(Locale.ROOT)) {
      case "udp" -> new Udp(spec);
      case "tcp" -> new Tcp(spec);
      case "tls" -> new Tls(spec);
      case String _ ->
          throw new IllegalArgumentException(
              "syslog listens on udp://, tcp://, tls:// or unix://, not '%s'; write udp://%s"
                  .formatted(text, new SocketAddressSpec("", spec.host(), spec.port())));
    };
  }

  private static ListenAddress unix(String text) {
    try {
      String path = text.startsWith("unix://") ? text.substring("unix://".length()) : "";
      if (path.startsWith("/") && path.length() > 1) {
        return new Unix(Path.of(path));
      }
    } catch (InvalidPathException _) {
      // Said below, with what is no absolute path.
    }
    throw new IllegalArgumentException(
        "'%s' is not a socket's path; write three slashes, such as unix:///run/cresset/syslog.sock"
            .formatted(text));
  }
}
