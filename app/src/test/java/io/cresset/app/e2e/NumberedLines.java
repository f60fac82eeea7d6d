package io.cresset.app.e2e;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * A device that sends RFC 5424 lines over TCP at a steady pace, numbered from 0, and connects again
 * whenever it must: after an error, and when the other side has closed its half, for which it looks
 * before it sends, as rsyslog does. Remembers when it sent each.
 */
final class NumberedLines implements AutoCloseable {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final int port;
  private final long pauseNanos;
  private final List<Instant> sentAt = new ArrayList<>();
  private final Thread thread;
  private volatile boolean stopped;

  NumberedLines(int port, int linesPerSecond) {
    this.port = port;
    this.pauseNanos = Duration.ofSeconds(1).toNanos() / linesPerSecond;
    this.thread = Thread.ofPlatform().name("numbered-lines").start(this::send);
  }

  private void send() {
    long next = System.nanoTime();
    while (!stopped) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        OutputStream out = socket.getOutputStream();
        AtomicBoolean refused = watch(socket);
        while (!stopped && !refused.get()) {
          int number = count();
          Instant now = Instant.now();
          String line =
              "<14>1 " + STAMP.format(now) + " outage-host outage-app - - - line " + number + "\n";
          // Remembered before it is written: a line that may have arrived is never sent again.
          remember(now);
          out.write(line.getBytes(StandardCharsets.UTF_8));
          next += pauseNanos;
          LockSupport.parkNanos(next - System.nanoTime());
        }
      } catch (IOException e) {
        // The program was killed and is not back yet: what it misses now it cannot have taken.
        LockSupport.parkNanos(10_000_000);
        next = System.nanoTime();
      }
    }
  }

  /** Becomes true when the other side wants nothing more. */
  private static AtomicBoolean watch(Socket socket) {
    AtomicBoolean refused = new AtomicBoolean();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                int _ = socket.getInputStream().read();
              } catch (IOException e) {
                // It broke, or was closed on this side. Whoever writes will know.
              }
              refused.set(true);
            });
    return refused;
  }

  private synchronized void remember(Instant time) {
    sentAt.add(time);
  }

  synchronized int count() {
    return sentAt.size();
  }

  /** When line {@code number} was handed to the kernel. */
  synchronized Instant sentAt(int number) {
    return sentAt.get(number);
  }

  /** Stops sending, and returns how many lines were sent. */
  int stop() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
    return count();
  }

  @Override
  public void close() {
    stop();
  }
}
