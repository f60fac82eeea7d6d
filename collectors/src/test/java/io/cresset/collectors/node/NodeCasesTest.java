package io.cresset.collectors.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.Collector;
import io.cresset.api.collect.RunResult;
import io.cresset.api.exposition.Page;
import io.cresset.api.exposition.PrometheusText;
import io.cresset.testkit.CaseFolders;
import io.cresset.testkit.CollectorHarness;
import io.cresset.testkit.FakeTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Folders {@code cases/node/<sub-collector>/<case>} with {@code proc}, {@code sys}, {@code udev}
 * and {@code root} in them, and what {@link FakeMachine} reads; lines of {@code options} set keys.
 * What a run gave before it failed stands above its failure; a run that gave nothing but a failure
 * is an expected error.
 */
class NodeCasesTest {
  /** When a case was checked out is nothing to expect. */
  private static final Pattern MTIME =
      Pattern.compile("(node_textfile_mtime_seconds\\{[^}]*}) \\S+");

  @TestFactory
  Stream<DynamicTest> cases() {
    return CaseFolders.in("cases/node", NodeCasesTest::page);
  }

  private static String page(Path folder) throws CollectFailure, InterruptedException, IOException {
    makeOld(folder.resolve("sys/fs/cgroup"));
    String part = folder.getName(folder.getNameCount() - 2).toString();
    try (CollectorHarness harness = new CollectorHarness("node", new FakeTime());
        Collector collector = new NodeCollector(config(folder), harness, new FakeMachine(folder))) {
      harness.start(collector);
      RunResult result = harness.run(part);
      Page page = PrometheusText.write(harness.families());
      String text = new String(page.utf8(), UTF_8);
      Optional<CollectFailure> failure = result.failure();
      if (failure.isPresent()) {
        String message = failure.get().kind().reason() + ": " + failure.get().getMessage();
        message = message.replace(folder.toString(), "CASE");
        if (harness.batches().size() == 1) {
          throw new CollectFailure(failure.get().kind(), message, failure.get().remedy());
        }
        text += "failed, " + message + "\n";
      }
      for (String line : harness.logLines()) {
        text += line.replace(folder.toString(), "CASE") + "\n";
      }
      text = MTIME.matcher(text.replace(folder.toString(), "CASE")).replaceAll("$1 WHEN");
      return text + (page.duplicates() == 0 ? "" : page.duplicates() + " duplicates\n");
    }
  }

  /** When a control group was made is the time of its folder, which no checkout keeps. */
  private static void makeOld(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.toList()) {
        Files.setLastModifiedTime(path, FileTime.from(FakeTime.START.minusSeconds(3600)));
      }
    }
  }

  /** With all that is there, and the options of the case's file. */
  static NodeConfig config(Path folder) {
    TestNodeConfig config = TestNodeConfig.in(folder).enabling(TestNodeConfig.offByDefault());
    Path options = folder.resolve("options");
    if (Files.exists(options)) {
      try {
        for (String line : Files.readAllLines(options)) {
          String[] words = line.split(": ", 2);
          config.with(words[0], words[1].replace("CASE", folder.toString()));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return config.build();
  }
}
