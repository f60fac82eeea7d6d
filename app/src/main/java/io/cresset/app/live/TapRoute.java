package io.cresset.app.live;

import io.cresset.api.Time;
import io.cresset.api.export.View;
import io.cresset.api.http.HttpRoutes;
import io.cresset.app.control.ControlRoutes;
import io.cresset.app.print.OtlpJson;
import io.cresset.app.print.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * {@code /-/tap}: a line for each record that flows, until the client leaves or the program stops.
 * Parameters are those of {@link TapFilter}, {@code rate} in records a second and {@code
 * format=json}. What was left out is said in a line that begins with {@code #}, or in an object
 * with {@code leftOut} and {@code lost}. An empty line says that nothing came.
 *
 * <p>The view is there while somebody watches; when nobody does, nothing is looked at.
 */
final class TapRoute implements ControlRoutes.Handler {
  static final int DEFAULT_RATE = 100;
  static final int MAX_RATE = 10_000;
  private static final int MAX_TAPS = 4;

  /** How long a line may wait for others to go with it. */
  private static final long GATHER_NANOS = 50_000_000L;

  /** That a client left shows only when something is written. */
  private static final long SILENCE_NANOS = 5_000_000_000L;

  private static final long NOTICE_NANOS = 1_000_000_000L;

  private final Time time;
  private final Mask mask;
  private final Consumer<View> show;
  private final Consumer<View> hide;
  private final Semaphore taps = new Semaphore(MAX_TAPS);

  /**
   * @param show puts a view where all that flows passes
   * @param hide takes it away again
   */
  TapRoute(Time time, Mask mask, Consumer<View> show, Consumer<View> hide) {
    this.time = time;
    this.mask = mask;
    this.show = show;
    this.hide = hide;
  }

  @Override
  public ControlRoutes.Answer handle(HttpRoutes.Request request) {
    Map<String, String> query = request.query();
    boolean json = query.getOrDefault("format", "text").equals("json");
    Tap tap;
    int rate;
    try {
      rate = rate(query.getOrDefault("rate", Integer.toString(DEFAULT_RATE)));
      tap = new Tap(TapFilter.of(query), new TapPrinter(json, mask), rate, time);
    } catch (IllegalArgumentException e) {
      return ControlRoutes.Answer.text(400, e.getMessage() + "\n");
    }
    return new ControlRoutes.Answer.Streamed(
        json ? "application/jsonl" : "text/plain; charset=utf-8",
        out -> watch(tap, json, rate, out));
  }

  private static int rate(String text) {
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < 1) {
      throw new IllegalArgumentException(
          "rate '" + text + "' is not a number of records a second from 1 to " + MAX_RATE);
    }
    return Math.min(MAX_RATE, Integer.parseInt(text));
  }

  private void watch(Tap tap, boolean json, int rate, OutputStream out)
      throws IOException, InterruptedException {
    if (!taps.tryAcquire()) {
      write(out, notice(json, "there are " + MAX_TAPS + " taps already; end one of them"));
      return;
    }
    show.accept(tap);
    try {
      // So that a client knows that it is connected, and that everything from here on is shown.
      write(out, "\n");
      follow(tap, json, rate, out);
    } finally {
      hide.accept(tap);
      taps.release();
    }
  }

  private void follow(Tap tap, boolean json, int rate, OutputStream out)
      throws IOException, InterruptedException {
    long leftOut = 0;
    long lost = 0;
    long saidNanos = time.monotonicNanos();
    while (true) {
      Tap.Taken taken = tap.take(leftOut + lost > 0 ? NOTICE_NANOS : SILENCE_NANOS);
      StringBuilder text = new StringBuilder();
      taken.lines().forEach(line -> text.append(line).append('\n'));
      leftOut += taken.leftOut();
      lost += taken.lost();
      long now = time.monotonicNanos();
      if (leftOut + lost > 0 && now - saidNanos >= NOTICE_NANOS) {
        text.append(notice(json, rate, leftOut, lost));
        leftOut = 0;
        lost = 0;
        saidNanos = now;
      }
      if (taken.isNothing() && text.isEmpty()) {
        text.append('\n');
      }
      write(out, text.toString());
      time.sleep(GATHER_NANOS);
    }
  }

  private static String notice(boolean json, int rate, long leftOut, long lost) {
    if (json) {
      return OtlpJson.line(
              fields -> {
                fields.writeNumberField("leftOut", leftOut);
                fields.writeNumberField("lost", lost);
              })
          + "\n";
    }
    String over =
        leftOut == 0
            ? ""
            : Table.grouped(leftOut) + " more left out, over " + rate + " a second (--rate)";
    String slow =
        lost == 0 ? "" : Table.grouped(lost) + " lost, because they were not read fast enough";
    return "# " + over + (over.isEmpty() || slow.isEmpty() ? "" : "; ") + slow + "\n";
  }

  private static String notice(boolean json, String text) {
    return json
        ? OtlpJson.line(fields -> fields.writeStringField("error", text)) + "\n"
        : "# " + text + "\n";
  }

  private static void write(OutputStream out, String text) throws IOException {
    if (!text.isEmpty()) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }
}
