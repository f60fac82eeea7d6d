package io.cresset.collectors.node.system;

import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;
import org.junit.jupiter.api.Test;

class WildcardsTest {
  /** A folder on a disk that fails amid the listing. */
  private static final class FailingFolder implements DirectoryStream<Path> {
    @Override
    public Iterator<Path> iterator() {
      throw new DirectoryIteratorException(new IOException("Input/output error"));
    }

    @Override
    public void close() {}
  }

  @Test
  void aFaultOfTheDiskAmidAListingIsLikeOneBeforeIt() throws IOException {
    try (DirectoryStream<Path> folder = new FailingFolder()) {
      assertThatIOException()
          .isThrownBy(() -> Wildcards.sorted(folder))
          .withMessage("Input/output error");
    }
  }
}
