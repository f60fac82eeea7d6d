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
    return of(include, labels, encoding, multiline, Start.BEGINNING, 0);
  }

  static FilesConfig fromEnd(String include, Encoding encoding) {
    return of(List.of(include), Map.of(), encoding, Optional.empty(), Start.END, 0);
  }

  static FilesConfig limited(String include, int linesPerSecond) {
    return of(
        List.of(include),
        Map.of(),
        Encoding.UTF8,
        Optional.empty(),
        Start.BEGINNING,
        linesPerSecond);
  }

  private static FilesConfig of(
      List<String> include,
      Map<String, String> labels,
      Encoding encoding,
      Optional<Multiline> multiline,
      Start start,
      int linesPerSecond) {
    return new FilesConfig(
        include.stream().map(Glob::parse).toList(),
        List.of(),
        start,
        labels,
        Optional.empty(),
        multiline,
        encoding,
        DataSize.parse("1KiB"),
        linesPerSecond,
        1000,
        100,
        DataSize.parse("1GiB"));
  }
}
