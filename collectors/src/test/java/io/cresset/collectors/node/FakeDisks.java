package io.cresset.collectors.node;

import io.cresset.collectors.linux.AtaAnswer;
import io.cresset.collectors.linux.AtaCommand;
import io.cresset.collectors.linux.BtrfsDevices;
import io.cresset.collectors.linux.BtrfsDevices.Device;
import io.cresset.collectors.linux.NvmeCommand;
import io.cresset.collectors.linux.ZfsAnswer;
import io.cresset.collectors.linux.ZfsCommand;
import io.cresset.collectors.node.source.Disks;
import io.cresset.collectors.node.zpool.PackedList;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Disks that answer what files in a case's folder {@code disks} say, by the device's name: {@code
 * sda-ec-00} (command and features) has lines of an offset and the bytes that stand there, in
 * hexadecimal digits, the rest being 0, or three registers behind the word {@code registers};
 * {@code nvme0-06} likewise. {@code btrfs} has a file system's id, then lines of a device, with
 * {@code btrfs-at} as its mount point. {@code zfs-5a04} has the list of pools and {@code
 * zfs-5a05-<pool>} one of them, as {@link PackedList} has lists, perhaps behind a line {@code error
 * 6}. An empty file refuses for lack of a right; one that is not there does not know the command.
 */
record FakeDisks(Path folder, Interference interference) implements Disks {

  @Override
  public BtrfsDevices btrfs(String mountPoint) throws IOException {
    List<String> lines = lines("btrfs", mountPoint);
    if (!mountPoint.equals(folder.resolve("rootfs") + lines.getFirst())) {
      throw new IOException(mountPoint + ": no such file system");
    }
    List<Device> devices =
        lines.stream()
            .skip(2)
            .map(line -> line.split(" "))
            .map(
                words ->
                    new Device(
                        words[0],
                        words[1],
                        Long.parseLong(words[2]),
                        Long.parseLong(words[3]),
                        Arrays.stream(words).skip(4).map(Long::valueOf).toList()))
            .toList();
    return new BtrfsDevices(lines.get(1), devices);
  }

  @Override
  public AtaAnswer ata(String path, AtaCommand command) throws IOException {
    String name =
        "%s-%02x-%02x"
            .formatted(Path.of(path).getFileName(), command.command(), command.features());
    List<String> lines = lines(name, path);
    if (lines.getFirst().startsWith("registers ")) {
      byte[] registers = HexFormat.of().parseHex(lines.getFirst().substring("registers ".length()));
      return new AtaAnswer(
          new byte[0], registers[0] & 0xFF, registers[1] & 0xFF, registers[2] & 0xFF);
    }
    return new AtaAnswer(bytes(lines, command.blocks() * 512), 0, 0, 0);
  }

  @Override
  public byte[] nvme(String path, NvmeCommand command) throws IOException {
    String name = "%s-%02x".formatted(Path.of(path).getFileName(), command.opcode());
    return bytes(lines(name, path), command.bytes());
  }

  @Override
  public ZfsAnswer zfs(String path, ZfsCommand command) throws IOException {
    String name = "zfs-%04x".formatted(command.request());
    name = command.pool().isEmpty() ? name : name + "-" + command.pool();
    if (Files.notExists(folder.resolve("disks").resolve(name))) {
      throw new NoSuchFileException(path);
    }
    List<String> lines = lines(name, path);
    boolean failed = lines.getFirst().startsWith("error ");
    byte[] packed =
        PackedList.of(lines.subList(failed ? 1 : 0, lines.size()), ByteOrder.nativeOrder());
    return new ZfsAnswer(
        interference.onAnswer(packed), failed ? Long.parseLong(lines.getFirst().split(" ")[1]) : 0);
  }

  private List<String> lines(String name, String path) throws IOException {
    Path file = folder.resolve("disks").resolve(name);
    if (!Files.exists(file)) {
      throw new IOException(path + ": refuses " + name);
    }
    List<String> lines = Files.readAllLines(file);
    if (lines.isEmpty()) {
      throw new AccessDeniedException(path);
    }
    return lines;
  }

  private byte[] bytes(List<String> lines, int length) {
    byte[] bytes = new byte[length];
    for (String line : lines) {
      String[] words = line.replaceAll(" *#.*", "").split(" ", 2);
      byte[] these = HexFormat.of().parseHex(words[1].replace(" ", ""));
      System.arraycopy(these, 0, bytes, Integer.parseInt(words[0]), these.length);
    }
    // A drive's block is as long as it is, whatever stands in it.
    return Arrays.copyOf(interference.onAnswer(bytes), length);
  }
}
