package io.cresset.core.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;

/** What tells that a file is another one or has other content. */
record FileStamp(FileTime modified, long bytes, Optional<Object> key) {

  /** Of each file; empty for one that cannot be looked at. */
  static List<Optional<FileStamp>> of(List<Path> files) {
    return files.stream().map(FileStamp::of).toList();
  }

  private static Optional<FileStamp> of(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(
          new FileStamp(now.lastModifiedTime(), now.size(), Optional.ofNullable(now.fileKey())));
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
