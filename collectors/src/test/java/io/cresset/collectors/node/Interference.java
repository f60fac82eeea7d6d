package io.cresset.collectors.node;

/** What disturbs a {@link FakeMachine} while it answers. */
interface Interference {
  /** Nothing does. */
  Interference NONE = new Interference() {};

  /** Before a file system is asked for its sizes; may take as long as it likes. */
  default void onStatvfs(String path) {}

  /** What becomes of the bytes of an answer: of a disk, of the kernel by netlink, by UDP. */
  default byte[] onAnswer(byte[] bytes) {
    return bytes;
  }
}
