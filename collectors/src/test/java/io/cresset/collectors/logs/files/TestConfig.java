package io.cresset.collectors.logs.files;

import io.cresset.api.config.DataSize;
import java.util.List;
import java.util.Map;

/** Configurations with the usual values. */
final class TestConfig {
  private TestConfig() {}

  static FilesConfig of(List<String> include, Map<String, String> labels) {
    return new FilesConfig(
        include.stream().map(Glob::parse).toList(),
        List.of(),
        Start.BEGINNING,
        labels,
        Encoding.UTF8,
        DataSize.parse("256KiB"),
        0,
        1000,
        100,
        DataSize.parse("1GiB"));
  }
}
