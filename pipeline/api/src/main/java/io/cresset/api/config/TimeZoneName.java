package io.cresset.api.config;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;

/** A time zone by its name in the IANA database, such as {@code Europe/Berlin} or {@code UTC}. */
public record TimeZoneName(ZoneId id) {

  /**
   * @throws IllegalArgumentException with a message for the user
   */
  public static TimeZoneName parse(String text) {
    String name = text.strip();
    if (ZoneId.getAvailableZoneIds().contains(name)) {
      try {
        return new TimeZoneName(ZoneId.of(name));
      } catch (DateTimeException _) {
        // A name without rules is as good as none.
      }
    }
    String written = name.toLowerCase(Locale.ROOT).replace(' ', '_');
    Optional<String> meant =
        ZoneId.getAvailableZoneIds().stream()
            .filter(
                each -> {
                  String known = each.toLowerCase(Locale.ROOT);
                  return known.equals(written) || known.endsWith("/" + written);
                })
            .sorted()
            .findFirst();
    throw new IllegalArgumentException(
        "'%s' is not a time zone; write its IANA name, such as %s"
            .formatted(text, meant.orElse("Europe/Berlin or UTC")));
  }

  @Override
  public String toString() {
    return id.toString();
  }
}
