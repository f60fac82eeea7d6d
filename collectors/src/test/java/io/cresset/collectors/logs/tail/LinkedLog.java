package io.cresset.collectors.logs.tail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A link that leads to one file after another elsewhere, and back to older ones. */
final class LinkedLog implements ModelLog {
  private static final String PAD = "-".repeat(80);

  /** A reader remembers no more of them. */
  private static final int MOST = 6;

  /** A file that the link leads to, or did. */
  private static final class Part {
    final Path path;
    final List<Integer> numbers = new ArrayList<>();

    /** Not to be asked for unless the link leads here again. */
    final Set<Integer> unsure = new HashSet<>();

    /** Whether the reader has it open. */
    boolean held;

    /** Whether it was written to since it has the name: who has nothing to read opens nothing. */
    boolean used;

    Part(Path path) {
      this.path = path;
    }
  }

  private final String name;
  private final Path folder;
  private final Path elsewhere;
  private final Numbers numbers;
  private final Random dice;
  private final List<Part> parts = new ArrayList<>();
  private final List<Integer> written = new ArrayList<>();
  private Set<Integer> safe = Set.of();
  private Part current;

  LinkedLog(Path folder, String name, Path elsewhere, Numbers numbers, Random dice)
      throws IOException {
    this.folder = folder;
    this.name = name;
    this.elsewhere = elsewhere;
    this.numbers = numbers;
    this.dice = dice;
    this.current = fresh();
    link();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Integer> written() {
    return written;
  }

  private Part fresh() throws IOException {
    Part part = new Part(elsewhere.resolve(name + "." + parts.size()));
    Files.createFile(part.path);
    parts.add(part);
    return part;
  }

  private void link() throws IOException {
    Path next = folder.resolve("next");
    Files.createSymbolicLink(next, current.path);
    Files.move(
        next,
        folder.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public String write(int count) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      int number = numbers.next();
      char stream = dice.nextBoolean() ? 'o' : 'e';
      text.append(stream).append("|<").append(number).append('>').append(PAD).append('\n');
      written.add(number);
      current.numbers.add(number);
    }
    current.used = true;
    Files.writeString(
        current.path, text.toString(), StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    return "writes " + count + " up to " + written.getLast() + " to " + current.path.getFileName();
  }

  @Override
  public String happen() throws IOException {
    Part before = current;
    current =
        parts.size() == 1 || (parts.size() < MOST && dice.nextBoolean())
            ? fresh()
            : parts.get(dice.nextInt(parts.size()));
    if (before != current) {
      link();
      current.held = false;
      current.used = false;
      if (!before.held) {
        doubt(before);
      }
    }
    return "leads to " + current.path.getFileName();
  }

  private void doubt(Part part) {
    part.numbers.stream().filter(number -> !safe.contains(number)).forEach(part.unsure::add);
  }

  @Override
  public void looked() {
    current.held = current.used;
    current.unsure.clear();
  }

  @Override
  public void letGo(Set<Integer> nowSafe) {
    safe = nowSafe;
    for (Part part : parts) {
      part.held = false;
      part.used = false;
      if (part != current) {
        doubt(part);
      }
    }
  }

  @Override
  public void finish() throws IOException {
    Files.writeString(current.path, "o|end\ne|end\n", StandardOpenOption.APPEND);
  }

  @Override
  public Set<Integer> perhapsLost() {
    Set<Integer> lost = new HashSet<>();
    parts.stream().filter(part -> part != current).forEach(part -> lost.addAll(part.unsure));
    return lost;
  }

  @Override
  public void close() {}
}
