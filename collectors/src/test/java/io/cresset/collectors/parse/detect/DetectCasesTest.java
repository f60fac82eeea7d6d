package io.cresset.collectors.parse.detect;

import io.cresset.api.config.DataSize;
import io.cresset.api.config.TimeZoneName;
import io.cresset.collectors.parse.StepCase;
import io.cresset.testkit.CaseFolders;
import io.cresset.testkit.CollectorHarness;
import io.cresset.testkit.FakeTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Lines of many programs in, what is found in them out. */
class DetectCasesTest {
  @TestFactory
  Stream<DynamicTest> cases() {
    return CaseFolders.in(
        "cases/parse/detect",
        folder -> {
          StepCase settings = new StepCase(folder);
          try (CollectorHarness harness = new CollectorHarness("files", new FakeTime())) {
            return settings.run(new DetectStep(config(settings), "detect", harness));
          }
        });
  }

  static DetectConfig config(StepCase settings) {
    List<DetectConfig.Part> take =
        Arrays.stream(settings.setting("take", "fields severity trace time").split(" "))
            .map(part -> DetectConfig.Part.valueOf(part.toUpperCase(Locale.ROOT)))
            .toList();
    return new DetectConfig(
        take,
        Integer.parseInt(settings.setting("max_fields", "64")),
        DataSize.parse(settings.setting("max_fields_bytes", "32KiB")),
        Integer.parseInt(settings.setting("max_depth", "8")),
        DataSize.parse(settings.setting("max_body_bytes", "64KiB")),
        Optional.of(TimeZoneName.parse(settings.setting("timezone", "UTC"))));
  }
}
