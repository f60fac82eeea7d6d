package io.cresset.exporters.otlp;

/** How bodies are made smaller. */
public enum Compression {
  GZIP,
  NONE
}
