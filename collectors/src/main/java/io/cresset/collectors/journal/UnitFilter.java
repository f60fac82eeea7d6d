package io.cresset.collectors.journal;

import io.cresset.api.text.Wildcards;
import java.util.List;
import java.util.Set;

/**
 * Which entries are taken, by units that they come from or, where systemd writes about one, are
 * about.
 *
 * @param include names with {@code *} and {@code ?}; all if empty
 * @param exclude goes before
 */
record UnitFilter(List<String> include, List<String> exclude) {
  private static final Set<String> UNIT_FIELDS =
      Set.of("_SYSTEMD_UNIT", "_SYSTEMD_USER_UNIT", "UNIT", "USER_UNIT");

  UnitFilter {
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
  }

  boolean takes(JournalEntry entry) {
    if (include.isEmpty() && exclude.isEmpty()) {
      return true;
    }
    boolean included = include.isEmpty();
    for (Field field : entry.fields()) {
      if (UNIT_FIELDS.contains(field.name())) {
        String unit = EntryMapping.text(field.value());
        if (exclude.stream().anyMatch(pattern -> Wildcards.matches(pattern, unit))) {
          return false;
        }
        included =
            included || include.stream().anyMatch(pattern -> Wildcards.matches(pattern, unit));
      }
    }
    return included;
  }
}
