package io.cresset.core.rejected;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which rejected records are meant: those with some ids, those that a sink refused, or all.
 *
 * @param ids empty for any
 * @param sink its component id; empty for any
 */
public record Which(Optional<Ids> ids, Optional<String> sink) {
  public static final Which ALL = new Which(Optional.empty(), Optional.empty());

  boolean has(long id, RejectedRecord record) {
    return ids.map(some -> some.has(id)).orElse(true)
        && sink.map(some -> some.equals(record.by().sink())).orElse(true);
  }

  /**
   * What is there.
   *
   * @param found the ids of those that are meant
   * @param count how many they are
   * @param missing ids and ranges in which there is none
   */
  public record Found(Ids found, long count, Ids missing) {}

  public Found in(StoredRejected stored) {
    Numbers found = new Numbers();
    stored.each(
        (id, record) -> {
          if (has(id, record)) {
            found.add(id);
          }
          return true;
        });
    List<Ids.Range> missing = new ArrayList<>();
    for (Ids.Range range : ids.map(Ids::ranges).orElse(List.of())) {
      if (!found.hasAny(range)) {
        missing.add(range);
      }
    }
    return new Found(found.ids(), found.count(), new Ids(missing));
  }
}
