package io.cresset.app;

import io.cresset.api.Time;
import io.cresset.api.http.HttpRoutes;
import io.cresset.app.control.ControlRoutes;
import io.cresset.app.control.ControlRoutes.Answer;
import io.cresset.core.log.LogFolderUnavailable;
import io.cresset.core.rejected.Ids;
import io.cresset.core.rejected.Refuser;
import io.cresset.core.rejected.RejectedLog;
import io.cresset.core.rejected.Resend;
import io.cresset.core.rejected.StoredRejected;
import io.cresset.core.rejected.Which;
import io.cresset.core.runtime.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Lets rejected records be sent again and dropped: {@code POST /-/rejected/resend} and {@code
 * /-/rejected/drop}, each with {@code ids=3-7,9} or {@code sink=loki}, or with neither for all. The
 * answer is lines of a word, a number and what belongs to it.
 *
 * <pre>
 * delivered 12
 * refused 1 too_old
 * unsent 3 connection refused
 * missing 2 17,20-30
 * </pre>
 */
final class RejectedDoor {
  private final RejectedLog log;
  private final Function<Refuser, Optional<Delivery>> deliveries;
  private final Time time;

  private RejectedDoor(
      RejectedLog log, Function<Refuser, Optional<Delivery>> deliveries, Time time) {
    this.log = log;
    this.deliveries = deliveries;
    this.time = time;
  }

  /**
   * @param deliveries who delivers to a sink now
   */
  static void open(
      ControlRoutes routes,
      RejectedLog log,
      Function<Refuser, Optional<Delivery>> deliveries,
      Time time) {
    RejectedDoor door = new RejectedDoor(log, deliveries, time);
    HttpRoutes.Registration _ =
        routes.post("/-/rejected/resend", request -> door.answer(request, door::resend));
    HttpRoutes.Registration _ =
        routes.post("/-/rejected/drop", request -> door.answer(request, door::drop));
  }

  @FunctionalInterface
  private interface Work {
    /** What came of it, as lines; a status of 500 if it did not come about. */
    Answer on(StoredRejected stored, Which which, Which.Found found) throws InterruptedException;
  }

  private Answer answer(HttpRoutes.Request request, Work work) throws InterruptedException {
    Which which;
    try {
      which =
          new Which(
              Optional.ofNullable(request.query().get("ids")).map(Ids::parse),
              Optional.ofNullable(request.query().get("sink")));
    } catch (IllegalArgumentException e) {
      return Answer.text(400, e.getMessage() + "\n");
    }
    if (log.status().isEmpty()) {
      return Answer.text(200, missing(which.ids().orElse(new Ids(List.of()))));
    }
    try {
      StoredRejected stored = log.read();
      return work.on(stored, which, which.in(stored));
    } catch (LogFolderUnavailable e) {
      return Answer.text(500, e.getMessage() + ". " + e.remedy() + "\n");
    }
  }

  private Answer resend(StoredRejected stored, Which which, Which.Found found)
      throws InterruptedException {
    Resend.Report report = new Resend(log, deliveries, time).run(stored, which);
    List<String> lines = new ArrayList<>();
    lines.add("delivered " + report.delivered());
    lines(lines, "refused", report.refused());
    lines(lines, "unclear", report.unclear());
    lines(lines, "unsent", report.unsent());
    return Answer.text(200, String.join("\n", lines) + "\n" + missing(found.missing()));
  }

  private Answer drop(StoredRejected stored, Which which, Which.Found found)
      throws InterruptedException {
    if (found.count() > 0 && !log.gone(found.found())) {
      return Answer.text(500, RejectedCommands.NOT_NOTED + "\n");
    }
    return Answer.text(200, "dropped " + found.count() + "\n" + missing(found.missing()));
  }

  private static void lines(List<String> lines, String word, Map<String, Long> counts) {
    counts.forEach(
        (what, count) -> lines.add(word + " " + count + " " + what.replaceAll("\\R", " ")));
  }

  private static String missing(Ids ids) {
    return ids.ranges().isEmpty() ? "" : "missing " + ids.ranges().size() + " " + ids + "\n";
  }
}
