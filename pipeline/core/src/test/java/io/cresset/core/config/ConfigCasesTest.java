package io.cresset.core.config;

import io.cresset.testkit.CaseFolders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A folder is a file and what comes of it: the configuration, or every problem, one per line. */
class ConfigCasesTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("LOKI", "http://loki:3100", "TOKEN", "sesame-open", "CLUSTER", "home");

  @TestFactory
  Stream<DynamicTest> cases() {
    return CaseFolders.in("cases/config", ConfigCasesTest::load);
  }

  private static String load(Path folder) throws Exception {
    String text = Files.readString(folder.resolve("cresset.yaml"));
    CressetConfig config = TestKinds.loader(ENVIRONMENT).parse("cresset.yaml", text);
    StringBuilder out = new StringBuilder();
    out.append(config.general()).append('\n');
    config
        .collectors()
        .forEach(
            entry -> {
              out.append(entry.component()).append(": ").append(entry.config()).append('\n');
              entry
                  .steps()
                  .forEach(
                      step ->
                          out.append("  ")
                              .append(step.name())
                              .append(": ")
                              .append(step.config())
                              .append('\n'));
            });
    config
        .exporters()
        .forEach(
            entry -> {
              out.append(entry.component()).append(": ").append(entry.config()).append('\n');
              entry.select().forEach(rule -> out.append("  ").append(rule).append('\n'));
              if (!entry.sink().hold().equals(Duration.ofHours(2))) {
                out.append("  ").append(entry.sink()).append('\n');
              }
            });
    return out.toString();
  }
}
