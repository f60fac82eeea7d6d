package io.cresset.app.control;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The file that a running program leaves for the commands that speak to it, until it is closed. One
 * that a killed program left is replaced by the next that has its port.
 */
public final class ControlFile implements AutoCloseable {
  private final Optional<Path> file;
  private Instance instance;
  private final System.Logger logger;

  private ControlFile(Optional<Path> file, Instance instance, System.Logger logger) {
    this.file = file;
    this.instance = instance;
    this.logger = logger;
  }

  /**
   * Leaves the file. That it cannot is a warning: the program runs, and cannot be asked.
   *
   * @param address where the web server listens
   * @param certificate SHA-256 of the one that it shows, if it speaks https
   */
  public static ControlFile leave(
      ControlPlaces places,
      InetSocketAddress address,
      Optional<String> certificate,
      ControlToken token,
      System.Logger logger) {
    Instance instance =
        new Instance(
            ProcessHandle.current().pid(),
            local(certificate.isPresent() ? "https" : "http", address),
            token,
            certificate);
    String trouble = "";
    for (ControlPlaces.Place place : places.places()) {
      try {
        Path file = write(place, places.uid(), instance);
        return new ControlFile(Optional.of(file), instance, logger);
      } catch (AccessDeniedException | NoSuchFileException _) {
        trouble = trouble.isEmpty() ? place.folder() + " cannot be written" : trouble;
      } catch (IOException e) {
        trouble = String.valueOf(e.getMessage());
        if (place.shared()) {
          break;
        }
      }
    }
    logger.log(
        Level.WARNING,
        "cresset status, tap and reload cannot reach this program: {0}; give it a folder of its"
            + " own in RUNTIME_DIRECTORY",
        trouble);
    return new ControlFile(Optional.empty(), instance, logger);
  }

  private static Path write(ControlPlaces.Place place, long uid, Instance instance)
      throws IOException {
    if (place.shared() || !Files.isDirectory(place.folder())) {
      OwnFolder.make(place.folder(), uid);
    }
    OwnFolder.make(place.control(), uid);
    return write(place.control().resolve(Integer.toString(instance.url().getPort())), instance);
  }

  private static Path write(Path file, Instance instance) throws IOException {
    Path next = file.resolveSibling("." + file.getFileName() + "." + instance.pid());
    Files.deleteIfExists(next);
    try (var out =
        Files.newByteChannel(
            next,
            Set.copyOf(EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      out.write(java.nio.ByteBuffer.wrap(instance.text().getBytes(StandardCharsets.UTF_8)));
    }
    return Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** How this machine reaches a server that listens there. */
  private static URI local(String scheme, InetSocketAddress address) {
    InetAddress host = address.getAddress();
    String shown =
        host.isAnyLocalAddress()
            ? "127.0.0.1"
            : host instanceof Inet6Address
                ? "[" + host.getHostAddress() + "]"
                : host.getHostAddress();
    return URI.create(scheme + "://" + shown.replace("%", "%25") + ":" + address.getPort());
  }

  /** Another certificate is shown from now on. */
  public synchronized void renewed(String certificate) {
    instance = instance.showing(certificate);
    if (file.isPresent() && Files.exists(file.get())) {
      try {
        write(file.get(), instance);
      } catch (IOException e) {
        logger.log(
            Level.WARNING,
            "cresset status, tap and reload cannot reach this program by its new certificate: {0}",
            e.getMessage());
      }
    }
  }

  /** Where it is; empty if it could not be left. */
  public Optional<Path> path() {
    return file;
  }

  /** Takes it away, unless another program has put its own there meanwhile. */
  @Override
  public synchronized void close() {
    if (file.isEmpty()) {
      return;
    }
    try {
      if (Instance.read(file.get()).text().equals(instance.text())) {
        Files.deleteIfExists(file.get());
      }
    } catch (IOException e) {
      logger.log(Level.DEBUG, "{0} is not there any more: {1}", file.get(), e.getMessage());
    }
  }
}
