package io.cresset.collectors.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.Collector;
import io.cresset.testkit.CollectorHarness;
import io.cresset.testkit.FakeTime;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Files of the cases with bytes changed, cut and doubled: a sub-collector fails or leaves out, and
 * never throws anything but what it may.
 */
class HostileInputTest {
  /**
   * What the case says and not the machine. It stays as it is; the bytes that are told so are
   * changed when they are handed over.
   */
  private static final Pattern TOLD =
      Pattern.compile("statvfs|uname|timex|netlink-.*|driver-.*|options|bus|udp|disks/.*");

  private static final int ROUNDS = 16;
  private static final byte[] NASTY = " \t\n\0-,:=%.\\0x9eE\"\377".getBytes(ISO_8859_1);

  @ParameterizedTest
  @EnumSource(NodePart.class)
  void nothingButFailures(NodePart part, @TempDir Path folder) throws Exception {
    Path cases = cases(part);
    List<Path> inputs = inputs(cases);
    // By its name, so that a sub-collector more changes nobody else's input.
    Random random = new Random(part.id().hashCode());
    for (int round = 0; round < ROUNDS; round++) {
      Path copy = Files.createDirectory(folder.resolve("round-" + round));
      for (Path input : inputs) {
        // <case>/proc/stat, without the case: later cases overwrite earlier ones.
        Path relative = cases.relativize(input);
        Path inCase = relative.subpath(1, relative.getNameCount());
        Path target = copy.resolve(inCase);
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
        byte[] bytes = Files.readAllBytes(input);
        boolean told = TOLD.matcher(inCase.toString()).matches();
        Files.write(target, told ? bytes : mutated(bytes, random));
      }
      run(part, copy, random);
    }
  }

  private static Path cases(NodePart part) throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(
                HostileInputTest.class.getResource("/cases/node/" + part.id()), part.id())
            .toURI());
  }

  private static List<Path> inputs(Path cases) throws IOException {
    try (Stream<Path> all = Files.walk(cases)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.endsWith("expected.txt") && !file.endsWith("expected-error.txt"))
          .sorted()
          .toList();
    }
  }

  private static byte[] mutated(byte[] bytes, Random random) {
    byte[] out = bytes.clone();
    for (int i = random.nextInt(4); i > 0 && out.length > 0; i--) {
      out[random.nextInt(out.length)] = NASTY[random.nextInt(NASTY.length)];
    }
    int length = random.nextInt(5) == 0 ? random.nextInt(out.length + 1) : out.length;
    return Arrays.copyOf(out, length);
  }

  private static void run(NodePart part, Path copy, Random random) throws InterruptedException {
    Interference mutating =
        new Interference() {
          @Override
          public byte[] onAnswer(byte[] bytes) {
            return mutated(bytes, random);
          }
        };
    try (CollectorHarness harness = new CollectorHarness("node", new FakeTime());
        Collector collector =
            new NodeCollector(
                NodeCasesTest.config(copy), harness, new FakeMachine(copy, mutating))) {
      harness.start(collector);
      // Anything but a CollectFailure comes out of here.
      if (part == NodePart.SMART) {
        // Disks are asked beside scrapes.
        harness.run("smart-disks");
      }
      harness.run(part.id());
      harness.run(part.id());
      assertThat(harness.defects()).isEmpty();
    }
  }
}
