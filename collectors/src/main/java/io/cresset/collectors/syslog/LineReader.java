package io.cresset.collectors.syslog;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogPieces;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Value;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of one TCP connection into lines. Without I/O, and not safe for use by threads.
 */
final class LineReader {
  private final TcpFrames frames;
  private final SyslogParser parser;
  private final Peer peer;
  private final Counts counts;

  /** The first piece of a line that is being cut. */
  private @Nullable Line firstPiece;

  LineReader(TcpFrames frames, SyslogParser parser, Peer peer, Counts counts) {
    this.frames = frames;
    this.parser = parser;
    this.peer = peer;
    this.counts = counts;
  }

  /** Reads on in the next instance, which has limits and counts of its own. */
  LineReader movedTo(Shared shared, Peer newPeer) {
    LineReader next =
        new LineReader(
            frames.movedTo((int) shared.config().maxLineBytes().bytes(), shared.bufferBytes()),
            shared.parser(),
            newPeer,
            shared.counts());
    next.firstPiece = firstPiece;
    return next;
  }

  /** Where to put what comes next; tell {@link #received} how much it was. */
  ByteBuffer room() {
    return frames.room();
  }

  void received(int bytes) {
    frames.received(bytes);
  }

  /** The next line; null if more bytes are needed for it. */
  @Nullable Line next(long receiptUnixNanos) {
    return line(frames.next(), receiptUnixNanos);
  }

  /** What is left when no more bytes can come; null if nothing is. */
  @Nullable Line last(long receiptUnixNanos) {
    if (frames.isInsideCounted()) {
      counts.brokenFrame();
    }
    return line(frames.last(), receiptUnixNanos);
  }

  /** Nothing more is to be read; lets go of the memory. */
  void close() {
    frames.close();
  }

  private @Nullable Line line(TcpFrames.Kind kind, long receipt) {
    return switch (kind) {
      case NONE -> null;
      case LINE -> whole(frames.found(), receipt);
      case PIECE -> piece(frames.found(), frames.piece(), receipt);
      case BROKEN -> broken(frames.found(), frames.piece(), receipt);
    };
  }

  private Line whole(ByteSlice bytes, long receipt) {
    // It refers to a buffer, which would live on as long as the connection.
    firstPiece = null;
    return parser.parse(bytes, peer, receipt);
  }

  /** The first piece is read as a line; the others carry its header's fields. */
  private Line piece(ByteSlice bytes, int number, long receipt) {
    Line first = firstPiece;
    if (number == 1 || first == null) {
      counts.cutLine();
      first = parser.parse(bytes, peer, receipt);
      firstPiece = first;
      return numbered(first, first.record().body(), number);
    }
    return numbered(first, Value.ofUtf8(bytes), number);
  }

  private Line broken(ByteSlice bytes, int number, long receipt) {
    if (number <= 1) {
      counts.brokenFrame();
    }
    Line line = parser.raw(bytes, Fault.BROKEN_FRAME, peer, receipt);
    return number == 0 ? line : numbered(line, line.record().body(), number);
  }

  /**
   * A piece with the first one's fields. Further ones go without its structured data, which may be
   * as long as the limit for a line: with the body they could make a record too long to keep.
   */
  private static Line numbered(Line first, Value body, int number) {
    LogRecord record = first.record();
    Attributes.Builder attributes = Attributes.builder();
    record
        .attributes()
        .forEach(
            (key, value) -> {
              if (number == 1 || !key.startsWith(StructuredData.KEY)) {
                attributes.put(key, value);
              }
            });
    LogRecord numbered =
        LogRecord.builder(record.timeUnixNanos(), record.observedUnixNanos(), body)
            .severity(record.severityNumber(), record.severityText())
            .attributes(attributes.put(LogPieces.NUMBER, number).build())
            .build();
    return new Line(first.resource(), numbered);
  }
}
