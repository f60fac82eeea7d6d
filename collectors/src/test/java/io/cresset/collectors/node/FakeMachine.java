package io.cresset.collectors.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cresset.api.Time;
import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;
import io.cresset.collectors.linux.Bus;
import io.cresset.collectors.linux.Netlink;
import io.cresset.collectors.linux.NetlinkMessage;
import io.cresset.collectors.linux.NetworkDriver;
import io.cresset.collectors.linux.Timex;
import io.cresset.collectors.linux.UtsName;
import io.cresset.collectors.linux.Vfs;
import io.cresset.collectors.node.source.Disks;
import io.cresset.collectors.node.source.Machine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A machine that answers what a case's folder says: {@code statvfs} holds lines of path, block
 * size, blocks, free, available, inodes and free inodes, or of path and error; {@code uname} holds
 * six lines; {@code timex} holds the numbers of {@link Timex} in its order; {@code
 * netlink-<protocol>-<type>-<first byte asked>} holds a message in hexadecimal digits a line, with
 * {@code -<number>} behind it for what is asked of one interface; {@code driver-<interface>} holds
 * what its driver tells, a line each, with bars between the words; {@code udp} holds the digits of
 * a datagram, in which {@code COOKIE} is the last eight bytes that were sent, remarks stand between
 * two {@code #}, and a line {@code after 250 ms} says how long it took; {@code posted} holds the
 * body of an answer; {@code bus} is {@link FakeBus}. Paths stand below the case's {@code rootfs}
 * folder. A path that is not told does not exist.
 */
record FakeMachine(Path folder, Interference interference) implements Machine {

  FakeMachine(Path folder) {
    this(folder, Interference.NONE);
  }

  @Override
  public Vfs statvfs(String path) {
    interference.onStatvfs(path);
    for (String line : lines("statvfs")) {
      String[] words = line.split(" ", 2);
      Path told = folder.resolve("rootfs").resolve(words[0].substring(1).replace("\\040", " "));
      if (told.toString().equals(path)) {
        return answer(words[1]);
      }
    }
    return new Vfs.Refused("no such file or directory");
  }

  private static Vfs answer(String text) {
    String[] numbers = text.split(" ", -1);
    if (!Character.isDigit(text.charAt(0))) {
      return new Vfs.Refused(text);
    }
    return new Vfs.Sizes(
        Long.parseUnsignedLong(numbers[0]),
        Long.parseUnsignedLong(numbers[1]),
        Long.parseUnsignedLong(numbers[2]),
        Long.parseUnsignedLong(numbers[3]),
        Long.parseUnsignedLong(numbers[4]),
        Long.parseUnsignedLong(numbers[5]));
  }

  @Override
  public UtsName uname() throws CollectFailure {
    List<String> names = lines("uname");
    if (names.isEmpty()) {
      throw new CollectFailure(Kind.UNSUPPORTED, "uname was refused", "");
    }
    return new UtsName(
        names.get(0), names.get(1), names.get(2), names.get(3), names.get(4), names.get(5));
  }

  @Override
  public Disks disks() {
    return new FakeDisks(folder, interference);
  }

  @Override
  public long pageBytes() {
    return 4096;
  }

  @Override
  public Timex timex() throws CollectFailure {
    List<String> told = lines("timex");
    if (told.isEmpty()) {
      throw new CollectFailure(Kind.UNAUTHORIZED, "adjtimex is refused", "");
    }
    long[] n = Arrays.stream(told.getFirst().split(" ")).mapToLong(Long::parseLong).toArray();
    return new Timex(
        (int) n[0],
        n[1],
        n[2],
        n[3],
        n[4],
        (int) n[5],
        n[6],
        n[7],
        n[8],
        n[9],
        (int) n[10],
        n[11],
        n[12],
        n[13],
        n[14],
        n[15],
        (int) n[16]);
  }

  @Override
  public <T> T netlink(Netlink.Question question, Supplier<T> fresh, Netlink.Receiver<T> receiver)
      throws CollectFailure {
    String file =
        "netlink-%d-%d-%d".formatted(question.protocol(), question.type(), question.body()[0]);
    // Questions about an interface have its number at the end.
    String ofOne = file + "-" + question.body()[Math.max(0, question.body().length - 4)];
    file = Files.exists(folder.resolve(ofOne)) ? ofOne : file;
    if (!Files.exists(folder.resolve(file))) {
      throw question.protocol() == Netlink.GENERIC
          ? new CollectFailure(Kind.ABSENT, "netlink: this kernel does not have that", "")
          : new CollectFailure(Kind.UNSUPPORTED, "netlink: protocol not supported", "");
    }
    T gathered = fresh.get();
    for (String line : lines(file)) {
      String digits = line.replaceAll("#.*| ", "");
      if (!digits.isEmpty()) {
        byte[] message = interference.onAnswer(HexFormat.of().parseHex(digits));
        receiver.take(gathered, new NetlinkMessage(message));
      }
    }
    return gathered;
  }

  @Override
  public NetworkDriver networkDriver(String device) {
    Optional<NetworkDriver.Settings> settings = Optional.empty();
    Optional<NetworkDriver.Info> info = Optional.empty();
    Map<String, Long> statistics = new LinkedHashMap<>();
    for (String line : lines("driver-" + device)) {
      String[] words = line.split("[|]", -1);
      switch (words[0]) {
        case "settings" ->
            settings =
                Optional.of(
                    new NetworkDriver.Settings(
                        Integer.parseUnsignedInt(words[1], 16),
                        Integer.parseUnsignedInt(words[2], 16),
                        Integer.parseInt(words[3])));
        case "info" ->
            info =
                Optional.of(
                    new NetworkDriver.Info(words[1], words[2], words[3], words[4], words[5]));
        default -> statistics.put(words[0], Long.parseUnsignedLong(words[1]));
      }
    }
    return new NetworkDriver(settings, info, statistics);
  }

  @Override
  public Bus bus(String socket) throws CollectFailure {
    if (!Files.exists(folder.resolve("bus"))) {
      throw new CollectFailure(Kind.ABSENT, socket + ": there is no such socket", "");
    }
    return new FakeBus(lines("bus"));
  }

  @Override
  public Answer udp(Peer peer, byte[] question, Duration limit, Time clock) throws CollectFailure {
    long tookNanos = 0;
    StringBuilder told = new StringBuilder();
    for (String line : lines("udp")) {
      if (line.startsWith("after ")) {
        tookNanos = Duration.ofMillis(Long.parseLong(line.split(" ")[1])).toNanos();
      } else {
        told.append(line);
      }
    }
    String digits = told.toString().replaceAll("#[^#]*#| ", "");
    if (digits.isEmpty()) {
      throw new CollectFailure(Kind.UNREACHABLE, peer + ": Connection refused", "");
    }
    String cookie = HexFormat.of().formatHex(question, question.length - 8, question.length);
    byte[] answer = HexFormat.of().parseHex(digits.replace("COOKIE", cookie));
    return new Answer(interference.onAnswer(answer), clock.unixNanos(), tookNanos);
  }

  @Override
  public String post(URI url, Optional<String> credentials, String body, Duration limit)
      throws CollectFailure {
    Path posted = folder.resolve("posted");
    if (!Files.exists(posted)) {
      throw new CollectFailure(Kind.UNREACHABLE, url + ": Connection refused", "");
    }
    try {
      return new String(Files.readAllBytes(posted), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Zone zone(long unixSeconds) {
    return new Zone("CET", 3600);
  }

  private List<String> lines(String file) {
    try {
      Path path = folder.resolve(file);
      return Files.exists(path) ? Files.readAllLines(path) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
