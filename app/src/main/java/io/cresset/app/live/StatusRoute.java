package io.cresset.app.live;

import io.cresset.api.Time;
import io.cresset.api.http.HttpRoutes;
import io.cresset.app.control.ControlRoutes;
import io.cresset.app.web.Snapshot;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * {@code /-/status}: looks twice, a second apart, so that there are rates, and says what it saw: as
 * text, with {@code ?colour=yes} in colour, or with {@code ?format=json} as JSON.
 */
final class StatusRoute implements ControlRoutes.Handler {
  private static final long WINDOW_NANOS = 1_000_000_000L;

  private final Time time;
  private final Supplier<Status.About> about;
  private final Supplier<Snapshot> snapshot;
  private final Supplier<List<Status.NotCollected>> discoveries;
  private final UnaryOperator<String> mask;

  StatusRoute(
      Time time,
      Supplier<Status.About> about,
      Supplier<Snapshot> snapshot,
      Supplier<List<Status.NotCollected>> discoveries,
      UnaryOperator<String> mask) {
    this.time = time;
    this.about = about;
    this.snapshot = snapshot;
    this.discoveries = discoveries;
    this.mask = mask;
  }

  @Override
  public ControlRoutes.Answer handle(HttpRoutes.Request request) throws InterruptedException {
    Snapshot before = snapshot.get();
    long start = time.monotonicNanos();
    time.sleep(WINDOW_NANOS);
    Snapshot now = snapshot.get();
    Set<String> running =
        now.components().stream().map(one -> one.kind()).collect(Collectors.toSet());
    Status status =
        new Status(
            about.get(),
            before,
            now,
            Math.max(1, time.monotonicNanos() - start),
            time.unixNanos(),
            discoveries.get().stream().filter(one -> !running.contains(one.kind())).toList(),
            mask);
    if (request.query().getOrDefault("format", "text").equals("json")) {
      return ControlRoutes.Answer.json(200, StatusJson.of(status));
    }
    boolean coloured = request.query().getOrDefault("colour", "no").equals("yes");
    return ControlRoutes.Answer.text(200, StatusText.of(status, coloured));
  }
}
