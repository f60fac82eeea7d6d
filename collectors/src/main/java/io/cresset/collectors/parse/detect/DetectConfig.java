package io.cresset.collectors.parse.detect;

import io.cresset.api.config.DataSize;
import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import io.cresset.api.config.TimeZoneName;
import java.util.List;
import java.util.Optional;

/** The step's options. */
public record DetectConfig(
    @Doc("What is taken from a line: fields as attributes, severity, trace, time.")
        @Default("[fields, severity, trace, time]")
        List<Part> take,
    @Doc("Attributes made of one line; further fields are left out and counted.") @Default("64")
        int maxFields,
    @Doc("What names and values of these attributes take together; so for Loki's limit of 64 KiB.")
        @Default("32KiB")
        DataSize maxFieldsBytes,
    @Doc("Objects within objects and lists; what is deeper is left out and counted.") @Default("8")
        int maxDepth,
    @Doc("A longer body is not looked into, but for its beginning.") @Default("64KiB")
        DataSize maxBodyBytes,
    @Doc("Time zone of stamps that name none, such as Europe/Berlin. Left out: this machine's.")
        Optional<TimeZoneName> timezone) {

  /** What can be taken from a line. */
  public enum Part {
    FIELDS,
    SEVERITY,
    TRACE,
    TIME
  }

  public DetectConfig {
    take = List.copyOf(take);
    limit("max_fields", maxFields, 1, 1000);
    limit("max_fields_bytes", maxFieldsBytes.bytes(), 64, 128 * 1024);
    limit("max_depth", maxDepth, 1, 32);
    limit("max_body_bytes", maxBodyBytes.bytes(), 64, 256 * 1024);
  }

  private static void limit(String key, long value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          key + " is " + value + "; choose from " + least + " to " + most);
    }
  }
}
