package io.cresset.collectors.logs.containers;

import io.cresset.testkit.CaseFolders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What is taken from a container's {@code config.v2.json}. */
class DockerContainerTest {

  @TestFactory
  Stream<DynamicTest> containers() {
    return CaseFolders.in("cases/containers/docker", DockerContainerTest::read);
  }

  private static String read(Path folder) throws Exception {
    return DockerContainer.parse(Files.readAllBytes(folder.resolve(DockerContainer.FILE)))
        .map(
            it ->
                "name %s%nimage %s%nlabels %s%n"
                    .formatted(it.name(), it.image(), new TreeMap<>(it.labels())))
        .orElse("nothing\n");
  }
}
