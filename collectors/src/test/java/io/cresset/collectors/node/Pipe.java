package io.cresset.collectors.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.testkit.Peers;
import java.nio.file.Path;

/** A named pipe: who opens it to read waits until somebody writes. */
final class Pipe {
  private Pipe() {}

  static void make(Path path) throws Exception {
    String mkfifo = Peers.require("mkfifo").toString();
    assertThat(new ProcessBuilder(mkfifo, path.toString()).start().waitFor()).isZero();
  }
}
