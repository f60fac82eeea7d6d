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
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Folders {@code cases/node/<sub-collector>/<case>} with {@code proc}, {@code sys}, {@code udev}
 * and {@code root} in them. What a run gave before it failed stands above its failure; a run that
 * gave nothing but a failure is an expected error.
 */
class NodeCasesTest {

  @TestFactory
  Stream<DynamicTest> cases() {
    return CaseFolders.in("cases/node", NodeCasesTest::page);
  }

  private static String page(Path folder) throws CollectFailure, InterruptedException {
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
      return text + (page.duplicates() == 0 ? "" : page.duplicates() + " duplicates\n");
    }
  }

  static NodeConfig config(Path folder) {
    return TestNodeConfig.in(folder).build();
  }
}
