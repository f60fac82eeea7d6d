package io.cresset.collectors.logs.tail;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/**
 * One log that a program writes and others rotate, at random, and what a reader must have seen of
 * it: each line has a number that no other has. What cannot be asked of a reader is known too:
 * lines of files that were deleted before they were safe.
 */
final class WrittenLog implements ModelLog {

  /** A file of the log, by the numbers that it holds. */
  private static final class Part {
    Path path;
    final List<Integer> numbers = new ArrayList<>();

    /** Whether the reader has it open, as far as it may be relied on. */
    boolean held;

    /** Whether it was written to in this life of the reader, who opens nothing before that. */
    boolean used;

    /** Whether its last line lacks its end, while nobody writes to it. */
    boolean cut;

    Part(Path path) {
      this.path = path;
    }
  }

  private final String name;
  private final Path folder;
  private final Numbers numbers;
  private final Inodes inodes;
  private final Random dice;
  private final boolean renamesOnly;

  /** Behind the number of each line; some logs are so short that their bytes hardly tell them. */
  private final String pad;

  /** Oldest first; the last one has the plain name, if it has not been deleted. */
  private final List<Part> parts = new ArrayList<>();

  /** Deleted, and perhaps still held. */
  private final List<Part> deleted = new ArrayList<>();

  private Optional<OutputStream> writer = Optional.empty();
  private Optional<Part> writtenTo = Optional.empty();
  private boolean inLine;

  private final List<Integer> written = new ArrayList<>();
  private final Set<Integer> perhapsLost = new HashSet<>();
  private int date = 100;
  private final boolean dated;

  WrittenLog(
      Path folder, String name, Numbers numbers, Inodes inodes, Random dice, boolean renamesOnly) {
    this.folder = folder;
    this.name = name;
    this.numbers = numbers;
    this.inodes = inodes;
    this.dice = dice;
    this.renamesOnly = renamesOnly;
    this.pad = "-".repeat(dice.nextInt(4) == 0 ? 0 : 80);
    this.dated = dice.nextBoolean();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isShort() {
    return pad.isEmpty();
  }

  @Override
  public List<Integer> written() {
    return written;
  }

  @Override
  public Set<Integer> perhapsLost() {
    return perhapsLost;
  }

  private Path plain() {
    return folder.resolve(name);
  }

  private Part open() throws IOException {
    if (writer.isEmpty()) {
      Part part =
          parts.stream()
              .filter(it -> it.path.equals(plain()))
              .findFirst()
              .orElseGet(
                  () -> {
                    Part fresh = new Part(plain());
                    parts.add(fresh);
                    return fresh;
                  });
      inodes.create(plain());
      writer = Optional.of(Files.newOutputStream(plain(), StandardOpenOption.APPEND));
      writtenTo = Optional.of(part);
      inLine = part.cut;
    }
    return writtenTo.orElseThrow();
  }

  /** Of which the last one may have no end yet. */
  @Override
  public String write(int count) throws IOException {
    Part part = open();
    part.used = true;
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      if (inLine) {
        text.append(pad).append('\n');
        inLine = false;
      }
      int number = numbers.next();
      char stream = dice.nextBoolean() ? 'o' : 'e';
      boolean joined = renamesOnly && dice.nextInt(8) == 0;
      text.append(stream).append(joined ? '+' : '|');
      text.append('<').append(number).append('>').append(pad);
      if (dice.nextInt(10) == 0 && !joined) {
        inLine = true;
      } else {
        text.append('\n');
      }
      written.add(number);
      part.numbers.add(number);
    }
    writer.orElseThrow().write(text.toString().getBytes(StandardCharsets.UTF_8));
    return "writes " + count + " up to " + written.getLast();
  }

  @Override
  public void finish() throws IOException {
    Part _ = open();
    String ends = (inLine ? "\n" : "") + "o|end\ne|end\n";
    writer.orElseThrow().write(ends.getBytes(StandardCharsets.UTF_8));
    inLine = false;
  }

  private void reopen() throws IOException {
    if (writer.isPresent()) {
      writer.get().close();
      writtenTo.orElseThrow().cut = inLine;
    }
    writer = Optional.empty();
    writtenTo = Optional.empty();
  }

  @Override
  public String happen() throws IOException {
    switch (dice.nextInt(renamesOnly ? 9 : 12)) {
      case 0, 1, 2 -> {
        rename();
        reopen();
        if (dice.nextBoolean()) {
          Part _ = open();
          return "is renamed and made anew";
        }
        return "is renamed";
      }
      case 3 -> {
        rename();
        return "is renamed, and its writer does not know";
      }
      case 4, 5 -> {
        compress(dice.nextBoolean(), dice.nextInt(3) == 0);
        return "is compressed";
      }
      case 6 -> {
        reopen();
        return "is opened again";
      }
      case 7, 8 -> {
        return inOneGo(1 + dice.nextInt(4));
      }
      case 9 -> {
        deleteOldest();
        return "has its oldest deleted";
      }
      case 10 -> {
        copyAndTruncate();
        return "is copied and truncated";
      }
      default -> {
        reopen();
        parts.stream().filter(it -> it.path.equals(plain())).findFirst().ifPresent(this::delete);
        return "is deleted";
      }
    }
  }

  /** As logrotate does it, so often that nobody may have looked in between. */
  private String inOneGo(int times) throws IOException {
    boolean delayed = dice.nextBoolean();
    for (int i = 0; i < times; i++) {
      rename();
      if (!delayed || dice.nextBoolean()) {
        reopen();
      }
      compress(dice.nextBoolean(), delayed);
      reopen();
      String _ = write(1 + dice.nextInt(4));
    }
    return "is rotated " + times + " times" + (delayed ? ", and compressed late" : "");
  }

  private Path rotated(int index) {
    return folder.resolve(dated ? name + "-" + date++ : name + "." + index);
  }

  /** All that have a number move on by one. */
  private void shift() throws IOException {
    if (dated) {
      return;
    }
    for (Part part : parts) {
      String old = part.path.getFileName().toString();
      if (!part.path.equals(plain())) {
        String suffix = old.endsWith(".gz") ? ".gz" : "";
        String plainName = old.substring(0, old.length() - suffix.length());
        int number = Integer.parseInt(plainName.substring(plainName.lastIndexOf('.') + 1)) + 1;
        Path moved = folder.resolve(name + "." + number + suffix);
        Files.move(part.path, moved);
        part.path = moved;
      }
    }
  }

  private void rename() throws IOException {
    Optional<Part> newest = parts.stream().filter(part -> part.path.equals(plain())).findFirst();
    if (newest.isEmpty()) {
      return;
    }
    shift();
    Path to = rotated(1);
    Files.move(plain(), to);
    newest.get().path = to;
  }

  /** The newest rotated file that is not, or the one before; as kubelet does it or in place. */
  private void compress(boolean byTmp, boolean delayed) throws IOException {
    int passed = delayed ? 1 : 0;
    for (int i = parts.size() - 1; i >= 0; i--) {
      Part part = parts.get(i);
      boolean isWritten = writtenTo.isPresent() && writtenTo.get().equals(part);
      String old = part.path.getFileName().toString();
      if (!part.path.equals(plain()) && !old.endsWith(".gz") && passed-- <= 0 && !isWritten) {
        Path packed = folder.resolve(old + ".gz");
        Path to = byTmp ? folder.resolve(old + ".tmp") : packed;
        inodes.create(to);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(to))) {
          Files.copy(part.path, out);
        }
        if (byTmp) {
          Files.move(to, packed);
        }
        inodes.delete(part.path);
        part.path = packed;
        part.held = false;
        return;
      }
    }
  }

  private void deleteOldest() {
    if (parts.size() > 2) {
      delete(parts.getFirst());
    }
  }

  private void delete(Part part) {
    inodes.delete(part.path);
    parts.remove(part);
    if (part.held) {
      deleted.add(part);
    } else {
      perhapsLost.addAll(part.numbers);
    }
  }

  private void copyAndTruncate() throws IOException {
    Optional<Part> newest = parts.stream().filter(part -> part.path.equals(plain())).findFirst();
    if (newest.isEmpty()
        || Files.size(plain()) == 0
        || (writtenTo.isPresent() && !writtenTo.get().equals(newest.get()))) {
      return;
    }
    shift();
    Path to = rotated(1);
    Files.copy(plain(), to, StandardCopyOption.COPY_ATTRIBUTES);
    try (var truncated = Files.newByteChannel(plain(), StandardOpenOption.WRITE)) {
      truncated.truncate(0);
    }
    Part copy = new Part(to);
    copy.numbers.addAll(newest.get().numbers);
    newest.get().numbers.clear();
    parts.add(parts.indexOf(newest.get()), copy);
    newest.get().cut = false;
    inLine = false;
  }

  @Override
  public void looked() {
    parts.forEach(part -> part.held = part.used && !part.path.toString().endsWith(".gz"));
    deleted.removeIf(part -> !part.held);
  }

  @Override
  public void letGo(Set<Integer> safe) {
    for (Part part : deleted) {
      part.numbers.stream().filter(it -> !safe.contains(it)).forEach(perhapsLost::add);
    }
    deleted.clear();
    parts.forEach(
        part -> {
          part.held = false;
          part.used = false;
        });
  }

  @Override
  public void close() throws IOException {
    reopen();
  }
}
