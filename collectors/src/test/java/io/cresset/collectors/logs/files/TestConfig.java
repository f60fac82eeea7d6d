package io.cresset.collectors.logs.files;

import io.cresset.api.config.DataSize;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Configurations with the usual values. */
final class TestConfig {
  private TestConfig() {}

  static FilesConfig of(List<String> include, Map<String, String> labels) {
    return of(include, labels, Encoding.UTF8, Optional.empty());
  }

  static FilesConfig of(
      List<String> include,
      Map<String, String> labels,
      Encoding encoding,
      Optional<Multiline> multiline) {
    return new FilesConfig(
        include.stream().map(Glob::parse).toList(),
        List.of(),
        Start.BEGINNING,
        labels,
        Optional.empty(),
        multiline,
        encoding,
        DataSize.parse("1KiB"),
        0,
        1000,
        100,
        DataSize.parse("1GiB"));
  }
}
