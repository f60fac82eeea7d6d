package io.cresset.core.telemetry;

import io.cresset.api.Time;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The program's own log: one line for each message.
 *
 * <pre>
 * time=2026-01-02T03:04:05.678Z level=warn component=loki msg="not delivered, will be sent again: connection refused" signal=logs
 * {"time":"2026-01-02T03:04:05.678Z","level":"warn","component":"loki","msg":"...","signal":"logs"}
 * </pre>
 *
 * A parameter of a message that is a {@link Map.Entry} is a detail: it stands behind the message
 * under its key. Of one message of one component {@value #MAX_LINES_A_MINUTE} are written in a
 * minute; the others are counted, and the count is written when the minute is over.
 */
public final class ProgramLog implements AutoCloseable {
  static final int MAX_LINES_A_MINUTE = 10;
  private static final Duration WINDOW = Duration.ofMinutes(1);

  /** Messages kept account of; far more than the program has. */
  private static final int MAX_MESSAGES = 1_000;

  /** How a line is written. */
  public enum Format {
    LOGFMT,
    JSON
  }

  private final Time time;
  private final LineFormat format;
  private final Level threshold;
  private final PrintStream out;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Message, Window> windows = new LinkedHashMap<>();
  private boolean summaryComing;

  /** What is limited: a message before its parameters are put in. */
  private record Message(String component, String template) {}

  /** How often a message came in a minute that began with the first. */
  private static final class Window {
    final long startNanos;
    long written;
    long suppressed;

    Window(long startNanos) {
      this.startNanos = startNanos;
    }
  }

  /**
   * @param threshold messages below it are not written
   * @param out gets UTF-8, whatever its own character set
   */
  public ProgramLog(Time time, Format format, Level threshold, PrintStream out) {
    this.time = time;
    this.format = new LineFormat(format);
    this.threshold = threshold;
    this.out = out;
  }

  /** A component's logger: its name stands in each line. */
  public System.Logger logger(String component) {
    return new ComponentLogger(component, this);
  }

  /**
   * Takes over what libraries and the JDK write through java.util.logging, with the name of their
   * logger as the component. What they had their lines written by is removed.
   */
  public void captureJavaUtilLogging() {
    JavaUtilLogging.capture(this);
  }

  boolean isLoggable(Level level) {
    return level != Level.OFF && level.getSeverity() >= threshold.getSeverity();
  }

  /**
   * @param template the message before its parameters are put in
   */
  void write(
      Level level,
      String component,
      String template,
      String message,
      List<Map.Entry<String, String>> details,
      @Nullable Throwable thrown) {
    if (!isLoggable(level)) {
      return;
    }
    Message key = new Message(component, template);
    lock.lock();
    try {
      long now = time.monotonicNanos();
      Window window = windows.get(key);
      if (window == null || now - window.startNanos >= WINDOW.toNanos()) {
        if (window != null) {
          windows.remove(key);
          summarize(key, window);
        }
        window = new Window(now);
        forgetOne();
        windows.put(key, window);
      }
      if (window.written < MAX_LINES_A_MINUTE) {
        window.written++;
        print(level, component, message, details, thrown);
      } else {
        window.suppressed++;
        summarizeLater();
      }
    } finally {
      lock.unlock();
    }
  }

  private void forgetOne() {
    if (windows.size() >= MAX_MESSAGES) {
      Map.Entry<Message, Window> eldest = windows.entrySet().iterator().next();
      windows.remove(eldest.getKey());
      summarize(eldest.getKey(), eldest.getValue());
    }
  }

  /** Whoever was suppressed is told of within a minute; if nobody was, no thread waits for it. */
  private void summarizeLater() {
    if (!summaryComing) {
      summaryComing = true;
      Thread.ofVirtual().name("log summary").start(this::summarizeWhenDue);
    }
  }

  private void summarizeWhenDue() {
    try {
      for (long wait = untilSummary(); wait > 0; wait = untilSummary()) {
        time.sleep(wait);
      }
    } catch (InterruptedException e) {
      // Nobody has this thread to interrupt it; what is suppressed is told of with the next
      // message.
      Thread.currentThread().interrupt();
    }
  }

  /** Tells of the minutes that are over; returns how long the next takes, 0 if there is none. */
  private long untilSummary() {
    lock.lock();
    try {
      long now = time.monotonicNanos();
      long next = 0;
      for (var i = windows.entrySet().iterator(); i.hasNext(); ) {
        Map.Entry<Message, Window> entry = i.next();
        long left = entry.getValue().startNanos + WINDOW.toNanos() - now;
        if (left <= 0) {
          i.remove();
          summarize(entry.getKey(), entry.getValue());
        } else if (entry.getValue().suppressed > 0) {
          next = next == 0 ? left : Math.min(next, left);
        }
      }
      summaryComing = next > 0;
      return next;
    } finally {
      lock.unlock();
    }
  }

  private void summarize(Message message, Window window) {
    if (window.suppressed > 0) {
      print(
          Level.WARNING,
          message.component,
          "suppressed more of the same",
          List.of(
              Map.entry("count", String.valueOf(window.suppressed)),
              Map.entry("of", message.template)),
          null);
    }
  }

  private void print(
      Level level,
      String component,
      String message,
      List<Map.Entry<String, String>> details,
      @Nullable Throwable thrown) {
    String line = format.line(time.unixNanos(), level, component, message, details, thrown);
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    out.write(bytes, 0, bytes.length);
    out.flush();
  }

  /** Writes how many lines were suppressed and have not been told of yet. */
  @Override
  public void close() {
    lock.lock();
    try {
      windows.forEach(this::summarize);
      windows.clear();
    } finally {
      lock.unlock();
    }
  }
}
