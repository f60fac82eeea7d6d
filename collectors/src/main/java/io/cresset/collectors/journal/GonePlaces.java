package io.cresset.collectors.journal;

import io.cresset.collectors.journal.JournalFolders.Listing;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Forgets places in what is no more: files, the numbers of their series, and what was read in
 * memory. A listing made during a rename may have neither name, so that two in a row must agree.
 * Used by one thread.
 */
final class GonePlaces {
  private final Progress progress;

  /** Of files that were not there at the last complete listing, and that are not followed. */
  private Set<Id128> absentFiles = Set.of();

  /** Series without a file at the last complete listing. */
  private Set<Id128> absentSeries = Set.of();

  /** Folders by name, without a file at the last complete listing. */
  private Set<String> absentFolders = Set.of();

  GonePlaces(Progress progress) {
    this.progress = progress;
  }

  /**
   * Forgets what is absent a second time.
   *
   * @param listing a complete one
   * @param allFollowed whether every file of the listing is among those that are followed
   * @return whether no file may yet turn out to be gone
   */
  boolean forget(Listing listing, Map<Id128, FollowedFile> followed, boolean allFollowed) {
    Set<Id128> absent = new HashSet<>();
    progress
        .files()
        .forEach(
            (id, place) -> {
              if (!followed.containsKey(id) && listing.wouldHave(place.folder())) {
                absent.add(id);
              }
            });
    absent.stream().filter(absentFiles::contains).forEach(progress::forget);
    boolean certain = absentFiles.containsAll(absent);
    absentFiles = absent;
    if (allFollowed && followed.keySet().containsAll(progress.files().keySet())) {
      forgetSeries(followed.values());
      if (listing.whole()) {
        forgetFolders(followed.values());
      }
    }
    return certain;
  }

  private void forgetSeries(Collection<FollowedFile> followed) {
    Set<Id128> living =
        followed.stream().map(FollowedFile::seqnumId).collect(Collectors.toUnmodifiableSet());
    Set<Id128> absent = without(progress.seriesIds(), living);
    absent.stream().filter(absentSeries::contains).forEach(progress::forgetSeries);
    absentSeries = absent;
  }

  private void forgetFolders(Collection<FollowedFile> followed) {
    Set<String> living =
        followed.stream().map(FollowedFile::folderName).collect(Collectors.toUnmodifiableSet());
    Set<String> absent = without(progress.volatileFolders(), living);
    absent.stream().filter(absentFolders::contains).forEach(progress::forgetVolatile);
    absentFolders = absent;
  }

  private static <T> Set<T> without(Set<T> all, Set<T> living) {
    return all.stream()
        .filter(each -> !living.contains(each))
        .collect(Collectors.toUnmodifiableSet());
  }
}
