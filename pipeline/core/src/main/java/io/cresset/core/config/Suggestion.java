package io.cresset.core.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant. */
public final class Suggestion {
  /** So many known words are listed when none is near enough to be suggested. */
  private static final int MAX_LISTED = 16;

  private Suggestion() {}

  /**
   * The known word nearest to {@code written}, if it is near enough to be a slip: one edit in three
   * letters, where an edit is a letter more, less, other, or swapped with its neighbour.
   */
  public static Optional<String> nearest(String written, Collection<String> known) {
    Optional<String> best = Optional.empty();
    int bestDistance = Integer.MAX_VALUE;
    for (String candidate : known) {
      int distance = distance(plain(written), plain(candidate));
      int limit = Math.max(1, Math.max(written.length(), candidate.length()) / 3);
      if (distance <= limit && distance < bestDistance) {
        best = Optional.of(candidate);
        bestDistance = distance;
      }
    }
    return best;
  }

  /** A half sentence to stand behind "unknown ...": the nearest word, else the words there are. */
  public static String hint(String written, Collection<String> known) {
    Optional<String> nearest = nearest(written, known);
    if (nearest.isPresent()) {
      return "; did you mean '" + nearest.get() + "'?";
    }
    if (known.isEmpty()) {
      return "; none is known here";
    }
    List<String> sorted = new ArrayList<>(known);
    sorted.sort(null);
    boolean all = sorted.size() <= MAX_LISTED;
    return "; known: "
        + String.join(", ", all ? sorted : sorted.subList(0, MAX_LISTED))
        + (all ? "" : ", ...");
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace('-', '_');
  }

  /** Optimal string alignment distance. */
  static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + change);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = row;
      row = free;
    }
    return last[b.length()];
  }
}
