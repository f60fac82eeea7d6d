package io.cresset.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * What a new list of components is beside the one that runs.
 *
 * @param gone ids of components that are no longer wanted
 * @param changed what is to take the place of a component of the same id
 * @param added what was not there before
 * @param same how many stay as they are
 */
record Changes<E>(List<String> gone, List<E> changed, List<E> added, int same) {

  /**
   * @param id of a component
   * @param same whether nothing would change if the second took the place of the first
   */
  static <E> Changes<E> between(
      List<E> now, List<E> next, Function<E, String> id, BiPredicate<E, E> same) {
    List<String> gone = new ArrayList<>(now.stream().map(id).toList());
    List<E> changed = new ArrayList<>();
    List<E> added = new ArrayList<>();
    for (E entry : next) {
      gone.remove(id.apply(entry));
      Optional<E> before =
          now.stream().filter(old -> id.apply(old).equals(id.apply(entry))).findFirst();
      if (before.isEmpty()) {
        added.add(entry);
      } else if (!same.test(before.get(), entry)) {
        changed.add(entry);
      }
    }
    return new Changes<>(gone, changed, added, next.size() - changed.size() - added.size());
  }

  /** For a program in which nothing runs yet. */
  static <E> Changes<E> all(List<E> first) {
    return new Changes<>(List.of(), List.of(), first, 0);
  }

  /** What is to be started, in the order of its kind of change. */
  List<E> toStart() {
    List<E> all = new ArrayList<>(changed);
    all.addAll(added);
    return all;
  }

  /** The ids of what is to be ended. */
  List<String> toEnd(Function<E, String> id) {
    List<String> all = new ArrayList<>(gone);
    changed.stream().map(id).forEach(all::add);
    return all;
  }
}
