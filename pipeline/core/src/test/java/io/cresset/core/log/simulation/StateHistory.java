package io.cresset.core.log.simulation;

import io.cresset.core.log.LogStatus;
import io.cresset.core.log.LogStatus.SinkStatus;
import io.cresset.core.log.simulation.SinkBook.Account;
import io.cresset.core.log.simulation.Violation.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All accounts as they were at each moment since they were last surely durable. What an opening
 * finds must be the sinks of one of these moments, each as it was at one of them: what is written
 * again after a failed sync begins with each as it was last durable.
 */
final class StateHistory {

  /** A moment that stands in a group: it is durable once the group is. */
  private record Noted(int moment, long group) {}

  private final List<List<Account>> moments = new ArrayList<>();
  private final List<Noted> noted = new ArrayList<>();

  /** The oldest moment that a power cut may leave; what a kill leaves is not older than written. */
  private int durable;

  private int written;

  StateHistory() {
    moments.add(List.of());
  }

  void changed(List<Account> accounts) {
    if (!moments.getLast().equals(accounts)) {
      moments.add(accounts);
    }
  }

  int now() {
    return moments.size() - 1;
  }

  /** Everything up to a moment was written with a group, or before. */
  void written(int moment, long group) {
    written = Math.max(written, moment);
    noted.add(new Noted(moment, group));
  }

  void durable(long group) {
    while (!noted.isEmpty() && noted.getFirst().group() <= group) {
      durable = Math.max(durable, noted.removeFirst().moment());
    }
  }

  /**
   * @param sure whether all that was written is still there
   * @param damaged whether bytes were changed where they lay: then any moment may come again
   */
  void opened(LogStatus status, boolean sure, boolean damaged) {
    int from = damaged ? 0 : sure ? written : durable;
    List<List<Account>> possible = moments.subList(from, moments.size());
    boolean found =
        possible.stream().anyMatch(moment -> names(moment).equals(names(status)))
            && status.sinks().stream()
                .allMatch(sink -> possible.stream().anyMatch(moment -> fits(moment, sink, status)));
    // A state that is lost altogether is said, and leaves nobody.
    boolean none = damaged && status.sinks().isEmpty();
    Violation.unless(
        found || none,
        Rule.PROGRESS_FITS,
        () ->
            "found "
                + status
                + ", which is none of\n"
                + possible.stream().map(Object::toString).collect(Collectors.joining("\n")));
    List<Account> now = status.sinks().stream().map(StateHistory::account).toList();
    moments.add(now);
    noted.clear();
    // What the log made of it, for what else is there, is noted with the next state.
    durable =
        status.sinks().stream()
            .mapToInt(sink -> firstFitting(from, sink, status))
            .min()
            .orElse(from);
    written = durable;
  }

  private int firstFitting(int from, SinkStatus sink, LogStatus status) {
    int moment = from;
    while (!fits(moments.get(moment), sink, status)) {
      moment++;
    }
    return moment;
  }

  static Account account(SinkStatus sink) {
    long answered = sink.delivered() + sink.rejected() + sink.unselected() + sink.dropped();
    return new Account(
        sink.sink(),
        sink.start(),
        sink.start() + answered,
        sink.delivered(),
        sink.rejected(),
        sink.unselected());
  }

  private static Set<String> names(List<Account> moment) {
    return moment.stream().map(Account::sink).collect(Collectors.toSet());
  }

  private static Set<String> names(LogStatus status) {
    return status.sinks().stream().map(SinkStatus::sink).collect(Collectors.toSet());
  }

  private static boolean fits(List<Account> moment, SinkStatus sink, LogStatus status) {
    Account found = account(sink);
    return moment.stream().anyMatch(noted -> fits(noted, found, status));
  }

  /** Whether it is the account that was noted, as far as it fits a log of these ends. */
  private static boolean fits(Account noted, Account found, LogStatus status) {
    if (!noted.sink().equals(found.sink())) {
      return false;
    }
    if (noted.cursor() > status.end()) {
      return found.cursor() == status.end()
          && found.start() == Math.min(noted.start(), status.end());
    }
    return found.start() == noted.start()
        && found.cursor() == Math.max(noted.cursor(), status.start())
        && found.delivered() == noted.delivered()
        && found.rejected() == noted.rejected()
        && found.unselected() == noted.unselected();
  }
}
