package io.cresset.collectors.node;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;
import io.cresset.collectors.linux.UtsName;
import io.cresset.collectors.linux.Vfs;
import io.cresset.collectors.node.source.Disks;
import io.cresset.collectors.node.source.Machine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A machine that answers what a case's folder says: {@code statvfs} holds lines of path, block
 * size, blocks, free, available, inodes and free inodes, or of path and error; {@code uname} holds
 * six lines. Paths stand below the case's {@code rootfs} folder. A path that is not told does not
 * exist.
 */
record FakeMachine(Path folder) implements Machine {

  @Override
  public Vfs statvfs(String path) {
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
    return new FakeDisks(folder);
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
