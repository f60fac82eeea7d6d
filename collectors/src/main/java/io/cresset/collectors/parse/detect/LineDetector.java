package io.cresset.collectors.parse.detect;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogPieces;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.api.model.Value;
import io.cresset.collectors.parse.StreamTimes;
import java.time.ZoneId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Looks at one line after another. Never throws for any. Not safe for use by several threads. */
final class LineDetector {
  /** How a line is written; the lower-case name is the label. */
  enum Form {
    JSON,
    LOGFMT,
    KLOG,
    PLAIN,
    /** Longer than is looked into, the later piece of a cut line, or no text at all. */
    UNREAD;

    String result() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Value FIRST = Value.of(1);

  private final int maxBodyBytes;
  private final StreamTimes streams;
  private final boolean takesTime;
  private final LineHead head;
  private final JsonBody json;
  private final LogfmtBody logfmt = new LogfmtBody();
  private final Finding finding;
  private Form form = Form.PLAIN;
  private @Nullable Resource lastResource;
  private StreamTimes.@Nullable Stream lastStream;

  /**
   * @param zone of stamps that name none
   */
  LineDetector(DetectConfig config, ZoneId zone, StreamTimes streams) {
    LineTime times = new LineTime(zone);
    this.maxBodyBytes = (int) config.maxBodyBytes().bytes();
    this.takesTime = config.take().contains(DetectConfig.Part.TIME);
    this.streams = streams;
    this.head = new LineHead(times);
    this.json = new JsonBody(config.maxDepth());
    this.finding = new Finding(config, times);
  }

  /** How the last line was written. */
  Form form() {
    return form;
  }

  /** What was found in the last line, and what was left out of it. */
  Finding finding() {
    return finding;
  }

  LogRecord detect(Resource resource, LogRecord record) {
    finding.begin(record);
    form = form(record);
    long time = record.timeUnixNanos();
    if (takesTime && StreamTimes.hasNone(record)) {
      long found = finding.foundTime();
      StreamTimes.Stream stream = stream(resource, record);
      if (found >= 0) {
        stream.note(record, found);
      } else {
        time = stream.inherited(record);
      }
    }
    return finding.applied(time);
  }

  /** Lines come many of a stream at a time. */
  @SuppressWarnings("ReferenceEquality")
  private StreamTimes.Stream stream(Resource resource, LogRecord record) {
    if (!StreamTimes.isByResource(record)) {
      return streams.of(resource, record);
    }
    if (lastStream == null || lastResource != resource) {
      lastResource = resource;
      lastStream = streams.of(resource, record);
    }
    return lastStream;
  }

  private Form form(LogRecord record) {
    boolean text = record.body() instanceof Value.Text;
    ByteSlice body =
        switch (record.body()) {
          case Value.Text it -> it.utf8();
          case Value.Bytes it -> it.bytes();
          case Value.Bool _, Value.Int _, Value.Real _, Value.Items _, Value.Fields _ ->
              ByteSlice.empty();
        };
    if (body.length() == 0 || isLaterPiece(record)) {
      return Form.UNREAD;
    }
    byte[] a = body.array();
    int from = body.offset();
    int end = body.end();
    while (end > from && (a[end - 1] == '\n' || a[end - 1] == '\r')) {
      end--;
    }
    while (from < end && (a[from] == ' ' || a[from] == '\t')) {
      from++;
    }
    if (from == end) {
      return Form.PLAIN;
    }
    boolean whole = end - from <= maxBodyBytes;
    if (a[from] == '{') {
      return whole && text && JsonBody.mayBe(a, from, end) && isJson(a, from, end)
          ? Form.JSON
          : Form.PLAIN;
    }
    if (from > body.offset()) {
      // What is indented continues another line.
      return Form.PLAIN;
    }
    int sign = LogfmtBody.equalsSign(a, from, end);
    if (whole && sign > 0 && isLogfmt(a, from, end)) {
      return Form.LOGFMT;
    }
    if (sign < 0 && head.read(a, from, end, finding) == LineHead.Kind.KLOG) {
      if (whole) {
        klogFields(a, head.behindKlog(), end);
      }
      return Form.KLOG;
    }
    return !whole ? Form.UNREAD : sign < 0 && text ? behindStamp(a, from, end) : Form.PLAIN;
  }

  /** What others put their time before, as {@code docker logs --timestamps} does. */
  private Form behindStamp(byte[] a, int from, int end) {
    int rest = head.behindStamp();
    if (rest == 0 || rest >= end) {
      return Form.PLAIN;
    }
    boolean json = a[rest] == '{' && JsonBody.mayBe(a, rest, end);
    if (!json && LogfmtBody.equalsSign(a, rest, end) < 0) {
      return Form.PLAIN;
    }
    if (json ? isJson(a, rest, end) : isLogfmt(a, rest, end)) {
      return json ? Form.JSON : Form.LOGFMT;
    }
    // With what was not to be taken, that went which the stamp tells.
    LineHead.Kind _ = head.read(a, from, end, finding);
    return Form.PLAIN;
  }

  private static boolean isLaterPiece(LogRecord record) {
    return !record.attributes().isEmpty()
        && record
            .attributes()
            .get(LogPieces.NUMBER)
            .filter(piece -> !piece.equals(FIRST))
            .isPresent();
  }

  private boolean isJson(byte[] a, int from, int end) {
    if (json.read(a, from, end, finding)) {
      return true;
    }
    finding.retract();
    return false;
  }

  private boolean isLogfmt(byte[] a, int from, int end) {
    if (logfmt.read(a, from, end, 2, finding)) {
      return true;
    }
    finding.retract();
    return false;
  }

  /** What structured logging of klog puts behind its quoted message: {@code "..." key="value"}. */
  private void klogFields(byte[] a, int from, int end) {
    int i = from + 1;
    if (end - from < 4 || a[from] != ' ' || a[i] != '"') {
      return;
    }
    i++;
    while (i < end && a[i] != '"') {
      i += a[i] == '\\' ? 2 : 1;
    }
    if (i + 2 < end && a[i + 1] == ' ' && LogfmtBody.equalsSign(a, i + 2, end) > 0) {
      // Fields up to what is none; there is no other way to write such a line than klog's.
      boolean _ = logfmt.read(a, i + 2, end, 1, finding);
    }
  }
}
