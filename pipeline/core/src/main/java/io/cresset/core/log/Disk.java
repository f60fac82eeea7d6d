package io.cresset.core.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The few file operations that the log uses, and its only way to files: a real disk behind it, or
 * one that a test makes fail. Safe for use by many threads.
 */
public interface Disk {

  /** Makes a folder and those above it, as far as they are missing. */
  void createFolder(Path folder) throws IOException;

  /** Names of the regular files in a folder, in no order. */
  List<String> list(Path folder) throws IOException;

  /**
   * Makes a file and opens it for writing and reading. Its name survives a power cut only after
   * {@link #forceFolder}.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is one of that name
   */
  DiskFile create(Path file) throws IOException;

  /** Opens a file that is there, for reading or for both. */
  DiskFile open(Path file, boolean writable) throws IOException;

  /** Removes a file; who has it open reads on. */
  void delete(Path file) throws IOException;

  /** Makes the names that are in a folder durable. */
  void forceFolder(Path folder) throws IOException;

  /** Room that is left for this process where the folder is. */
  long usableBytes(Path folder) throws IOException;

  /** Whether this process may make files in the folder. */
  boolean isWritable(Path folder);

  /**
   * Takes a file for this process alone, making it if need be, and writes into it who took it.
   *
   * @return empty if another process has it
   */
  Optional<Claim> claim(Path file, String owner) throws IOException;

  /**
   * What the one who has claimed a file wrote into it; any text, or none, if nobody has.
   *
   * @throws IOException if it cannot be read
   */
  String owner(Path file) throws IOException;

  /** A file that this process has for itself until it closes the claim or ends. */
  interface Claim extends AutoCloseable {
    @Override
    void close();
  }
}
