package io.cresset.collectors.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.Collector;
import io.cresset.testkit.CollectorHarness;
import io.cresset.testkit.FakeTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
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

  private static final Path CASES = Path.of("src/test/resources/cases/node");
  private static final int ROUNDS = 16;
  private static final int ROUNDS_OF_A_CASE = 2;
  private static final byte[] NASTY = " \t\n\0-,:=%.\\0x9eE\"\377".getBytes(ISO_8859_1);

  @ParameterizedTest
  @EnumSource(NodePart.class)
  void nothingButFailures(NodePart part, @TempDir Path folder) throws Exception {
    List<Path> cases = cases(part);
    int rounds = Math.max(ROUNDS_OF_A_CASE, ROUNDS / cases.size());
    // By its name, so that a sub-collector more changes nobody else's input.
    Random random = new Random(part.id().hashCode());
    int families = 0;
    for (Path each : cases) {
      // One as it is: what reads nothing of its input would show nothing in the others.
      Path same = folder.resolve(each.getFileName() + "-same");
      copy(each, same, bytes -> bytes);
      families += run(part, same, bytes -> bytes);
      for (int round = 0; round < rounds; round++) {
        Path copy = folder.resolve(each.getFileName() + "-" + round);
        copy(each, copy, bytes -> mutated(bytes, random));
        run(part, copy, bytes -> mutated(bytes, random));
      }
    }
    assertThat(families).isPositive();
  }

  private static List<Path> cases(NodePart part) throws IOException {
    try (Stream<Path> all = Files.list(CASES.resolve(part.id()))) {
      return all.sorted().toList();
    }
  }

  private static void copy(Path from, Path to, UnaryOperator<byte[]> change) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(from)) {
      files = all.sorted().toList();
    }
    for (Path file : files) {
      String inCase = from.relativize(file).toString();
      Path target = to.resolve(inCase);
      if (Files.isSymbolicLink(file)) {
        // As in /sys, where devices stand elsewhere.
        Files.createSymbolicLink(target, Files.readSymbolicLink(file));
      } else if (Files.isDirectory(file)) {
        Files.createDirectory(target);
      } else {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(target, changed(inCase, to, bytes, change));
      }
    }
  }

  private static byte[] changed(
      String inCase, Path to, byte[] bytes, UnaryOperator<byte[]> change) {
    if (inCase.equals("options")) {
      return new String(bytes, UTF_8).replace("CASE", to.toString()).getBytes(UTF_8);
    }
    return TOLD.matcher(inCase).matches() ? bytes : change.apply(bytes);
  }

  private static byte[] mutated(byte[] bytes, Random random) {
    byte[] out = bytes.clone();
    for (int i = random.nextInt(4); i > 0 && out.length > 0; i--) {
      out[random.nextInt(out.length)] = NASTY[random.nextInt(NASTY.length)];
    }
    int length = random.nextInt(5) == 0 ? random.nextInt(out.length + 1) : out.length;
    return Arrays.copyOf(out, length);
  }

  /** How many families came that say anything of the machine. */
  private static int run(NodePart part, Path copy, UnaryOperator<byte[]> change)
      throws InterruptedException {
    Interference changing =
        new Interference() {
          @Override
          public byte[] onAnswer(byte[] bytes) {
            return change.apply(bytes);
          }
        };
    try (CollectorHarness harness = new CollectorHarness("node", new FakeTime());
        Collector collector =
            new NodeCollector(
                NodeCasesTest.config(copy), harness, new FakeMachine(copy, changing))) {
      harness.start(collector);
      // Anything but a CollectFailure comes out of here.
      if (part == NodePart.SMART) {
        // Disks are asked beside scrapes.
        harness.run("smart-disks");
      }
      harness.run(part.id());
      harness.run(part.id());
      assertThat(harness.defects()).isEmpty();
      return (int)
          harness.families().stream()
              .filter(family -> !family.spec().name().startsWith("node_scrape_collector_"))
              .count();
    }
  }
}
