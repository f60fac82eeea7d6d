package io.cresset.core.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A file that holds one value, such as a mounted secret; a line end at its end is not part of it.
 * Asked for the value, it looks whether the file has changed and reads it again if so. While the
 * file is away or cannot be read, the last value stands: whoever rotates secrets may remove first
 * and write later.
 */
final class ReferencedFile implements Supplier<String> {
  static final int MAX_BYTES = 64 * 1024;

  private final Path path;
  private String value;
  private Optional<Stamp> stamp = Optional.empty();

  /** What tells that a file is another one or has other content. */
  private record Stamp(FileTime modified, long bytes, Optional<Object> key) {}

  ReferencedFile(Path path, String value) {
    this.path = path;
    this.value = value;
  }

  @Override
  public synchronized String get() {
    try {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      Stamp seen =
          new Stamp(now.lastModifiedTime(), now.size(), Optional.ofNullable(now.fileKey()));
      if (!Optional.of(seen).equals(stamp)) {
        value = read(path.toString());
        stamp = Optional.of(seen);
      }
    } catch (IOException | References.Unresolved _) {
      return value;
    }
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ReferencedFile that && path.equals(that.path);
  }

  @Override
  public int hashCode() {
    return path.hashCode();
  }

  /** Reads a file named by a reference. */
  static String read(String name) throws References.Unresolved {
    byte[] bytes;
    try {
      Path path = Path.of(name);
      if (!path.isAbsolute()) {
        throw new References.Unresolved("'" + name + "' must be an absolute path");
      }
      try (InputStream in = Files.newInputStream(path)) {
        bytes = in.readNBytes(MAX_BYTES + 1);
      }
    } catch (InvalidPathException e) {
      throw new References.Unresolved("'" + name + "' is not a path");
    } catch (NoSuchFileException e) {
      throw new References.Unresolved("the file " + name + " does not exist");
    } catch (AccessDeniedException e) {
      throw new References.Unresolved(
          "the file " + name + " cannot be read; let the user that runs Cresset read it");
    } catch (IOException e) {
      throw new References.Unresolved("the file " + name + " cannot be read: " + e.getMessage());
    }
    if (bytes.length > MAX_BYTES) {
      throw new References.Unresolved(
          "the file " + name + " has more than " + MAX_BYTES + " bytes");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.endsWith("\r\n")
          ? text.substring(0, text.length() - 2)
          : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    } catch (CharacterCodingException e) {
      throw new References.Unresolved("the file " + name + " is not UTF-8 text");
    }
  }
}
