package io.cresset.api.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Whose sockets there are, by proc_net_tcp, /proc/net/unix and the links in /proc/PID/fd (proc(5)).
 * Which process has a socket only its own user and root can see; whose it is everybody can.
 */
public final class SocketHolders {
  private static final String LISTENING_TCP = "0A";
  private static final int LEAST_INET_FIELDS = 10;

  /** Num RefCount Protocol Flags Type St Inode Path. */
  private static final int UNIX_FIELDS = 8;

  private static final String LISTENING_UNIX = "00010000";

  private final Path proc;

  /**
   * @param proc where the proc file system is; without one nobody holds anything
   */
  public SocketHolders(Path proc) {
    this.proc = proc;
  }

  /**
   * Who has a socket.
   *
   * @param pid empty if it cannot be seen
   * @param name of the process; empty if it cannot be seen
   * @param uid whose it is; empty for Unix sockets
   */
  public record Holder(OptionalLong pid, String name, OptionalLong uid) {

    /** As the beginning of a sentence: {@code process 812 (rsyslogd)}. */
    public String inWords() {
      if (pid.isPresent()) {
        return "process " + pid.getAsLong() + (name.isEmpty() ? "" : " (" + name + ")");
      }
      if (uid.isEmpty()) {
        return "another program";
      }
      return uid.getAsLong() == 0 ? "a program of root" : "a program of user " + uid.getAsLong();
    }
  }

  private record Socket(String inode, OptionalLong uid) {}

  /** Who listens on a UDP port. */
  public List<Holder> ofUdp(int port) {
    return holders(inet(List.of("net/udp", "net/udp6"), port, false));
  }

  /** Who listens on a TCP port. */
  public List<Holder> ofTcp(int port) {
    return holders(inet(List.of("net/tcp", "net/tcp6"), port, true));
  }

  /** Who listens at a Unix socket. */
  public List<Holder> ofUnix(Path path) {
    List<Socket> found = new ArrayList<>();
    for (String line : lines("net/unix")) {
      String[] fields = line.strip().split("\\s+", UNIX_FIELDS);
      if (fields.length == UNIX_FIELDS
          && fields[3].equals(LISTENING_UNIX)
          && fields[7].equals(path.toString())) {
        found.add(new Socket(fields[6], OptionalLong.empty()));
      }
    }
    return holders(found);
  }

  private List<Socket> inet(List<String> tables, int port, boolean tcp) {
    List<Socket> found = new ArrayList<>();
    for (String table : tables) {
      for (String line : lines(table)) {
        String[] fields = line.strip().split("\\s+", -1);
        if (fields.length >= LEAST_INET_FIELDS
            && fields[1].toUpperCase(java.util.Locale.ROOT).endsWith(":%04X".formatted(port))
            && (!tcp || fields[3].equals(LISTENING_TCP))
            && fields[7].matches("\\d{1,10}")) {
          found.add(new Socket(fields[9], OptionalLong.of(Long.parseLong(fields[7]))));
        }
      }
    }
    return found;
  }

  private List<String> lines(String table) {
    try {
      // Names of Unix sockets may be any bytes.
      return Files.readAllLines(proc.resolve(table), StandardCharsets.ISO_8859_1);
    } catch (IOException _) {
      return List.of();
    }
  }

  private List<Holder> holders(List<Socket> sockets) {
    if (sockets.isEmpty()) {
      return List.of();
    }
    Map<String, Long> owners = owners();
    List<Holder> holders = new ArrayList<>();
    for (Socket socket : sockets) {
      Long pid = owners.get("socket:[" + socket.inode + "]");
      holders.add(
          pid == null
              ? new Holder(OptionalLong.empty(), "", socket.uid)
              : new Holder(OptionalLong.of(pid), name(pid), socket.uid));
    }
    return holders;
  }

  /** Process by what the links of its open files say, for all that may be seen. */
  private Map<String, Long> owners() {
    Map<String, Long> owners = new HashMap<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path process : processes) {
        long pid = Long.parseLong(process.getFileName().toString());
        for (Path file : files(process)) {
          owners.put(target(file), pid);
        }
      }
    } catch (IOException | DirectoryIteratorException | NumberFormatException _) {
      // What was found counts; a /proc that cannot be read tells of nobody.
      return owners;
    }
    return owners;
  }

  /** None of a process that may not be looked into or has ended. */
  private static List<Path> files(Path process) {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
      open.forEach(files::add);
    } catch (IOException | DirectoryIteratorException _) {
      return files;
    }
    return files;
  }

  private static String target(Path file) {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (IOException _) {
      return "";
    }
  }

  private String name(long pid) {
    List<String> name = lines(pid + "/comm");
    return name.isEmpty() ? "" : name.getFirst().strip();
  }
}
