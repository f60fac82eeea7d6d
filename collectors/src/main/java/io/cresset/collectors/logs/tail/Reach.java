package io.cresset.collectors.logs.tail;

import java.nio.file.Files;
import java.nio.file.Path;

/** What a user may read and pass, for those who say what is in the way. */
@FunctionalInterface
public interface Reach {
  /** This user's. */
  Reach OWN =
      new Reach() {
        @Override
        public boolean reads(Path path) {
          return Files.isReadable(path) && (!Files.isDirectory(path) || passes(path));
        }

        @Override
        public boolean passes(Path folder) {
          return Files.isExecutable(folder);
        }
      };

  /** Whether the user may read a file, or list a folder and enter it. */
  boolean reads(Path path);

  /** Whether the user may pass a folder to what is below it, if not see what that is. */
  default boolean passes(Path folder) {
    return reads(folder);
  }
}
