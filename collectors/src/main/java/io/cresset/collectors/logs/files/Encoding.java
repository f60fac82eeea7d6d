package io.cresset.collectors.logs.files;

/** How the text of files is encoded. */
public enum Encoding {
  UTF8,
  /** By the mark at the file's beginning, little endian without one. */
  UTF16,
  UTF16LE,
  UTF16BE,
  LATIN1
}
