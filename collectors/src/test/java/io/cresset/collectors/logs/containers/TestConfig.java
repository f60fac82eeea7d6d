package io.cresset.collectors.logs.containers;

import io.cresset.api.config.DataSize;
import java.nio.file.Path;

/** The collector's configuration, with what a test sets. */
final class TestConfig {
  private final Path root;
  private ContainersConfig.Start start = ContainersConfig.Start.BEGINNING;
  private int maxLineBytes = 256 * 1024;
  private int maxPartialBytes = 16 << 20;
  private int namespaceRate;

  TestConfig(Path root) {
    this.root = root;
  }

  TestConfig maxLineBytes(int bytes) {
    maxLineBytes = bytes;
    return this;
  }

  TestConfig maxPartialBytes(int bytes) {
    maxPartialBytes = bytes;
    return this;
  }

  TestConfig namespaceRate(int linesPerSecond) {
    namespaceRate = linesPerSecond;
    return this;
  }

  TestConfig fromEnd() {
    start = ContainersConfig.Start.END;
    return this;
  }

  ContainersConfig build() {
    return new ContainersConfig(
        root,
        start,
        new DataSize(maxLineBytes),
        0,
        namespaceRate,
        1000,
        500,
        new DataSize(1 << 30),
        new DataSize(maxPartialBytes));
  }
}
