package io.cresset.collectors.journal;

import io.cresset.api.model.ByteSlice;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One record of the kernel's log, as fields under the names that journald gives them:
 *
 * <pre>
 * 6,339,5140900,-;NET: Registered protocol family 10
 *  SUBSYSTEM=net
 *  DEVICE=n2
 * </pre>
 *
 * The first number is facility and severity, the second counts records, the third is the time since
 * the start in microseconds; more of them may follow. What is no text stands as {@code \x41}.
 *
 * @see <a href="https://www.kernel.org/doc/Documentation/ABI/testing/dev-kmsg">dev-kmsg</a>
 */
record KernelRecord(long seqnum, long monotonicMicros, List<Field> fields) {
  private static final int MAX_FIELDS = 64;
  private static final int MAX_DIGITS = 18;

  KernelRecord {
    fields = List.copyOf(fields);
  }

  /** Empty if this is no such record. */
  static Optional<KernelRecord> parse(ByteSlice record) {
    byte[] a = record.array();
    int end = record.end();
    int semicolon = indexOf(a, (byte) ';', record.offset(), end);
    if (semicolon == end) {
      return Optional.empty();
    }
    String[] head =
        new String(a, record.offset(), semicolon - record.offset(), StandardCharsets.ISO_8859_1)
            .split(",", -1);
    if (head.length < 3 || !isNumber(head[0]) || !isNumber(head[1]) || !isNumber(head[2])) {
      return Optional.empty();
    }
    long priority = Long.parseLong(head[0]);
    List<Field> fields = new ArrayList<>();
    fields.add(field("PRIORITY", Long.toString(priority & 7)));
    fields.add(field("SYSLOG_FACILITY", Long.toString(priority >> 3)));
    fields.add(field("_TRANSPORT", "kernel"));
    int lineEnd = indexOf(a, (byte) '\n', semicolon + 1, end);
    message(unescaped(a, semicolon + 1, lineEnd), priority >> 3, fields);
    dictionary(a, lineEnd + 1, end, fields);
    return Optional.of(new KernelRecord(Long.parseLong(head[1]), Long.parseLong(head[2]), fields));
  }

  /** Programs that write there begin with their name, {@code systemd[1]: }. */
  private static void message(ByteSlice text, long facility, List<Field> fields) {
    byte[] a = text.array();
    int bracket = indexOf(a, (byte) '[', text.offset(), text.end());
    int at = bracket + 1;
    while (at < text.end() && a[at] >= '0' && a[at] <= '9') {
      at++;
    }
    boolean named =
        facility != 0
            && bracket > text.offset()
            && bracket - text.offset() <= 64
            && indexOf(a, (byte) ' ', text.offset(), bracket) == bracket
            && at > bracket + 1
            && at + 3 <= text.end()
            && a[at] == ']'
            && a[at + 1] == ':'
            && a[at + 2] == ' ';
    if (named) {
      fields.add(new Field("SYSLOG_IDENTIFIER", text.slice(0, bracket - text.offset()), false));
      fields.add(new Field("SYSLOG_PID", ByteSlice.of(a, bracket + 1, at - bracket - 1), false));
      fields.add(new Field("MESSAGE", ByteSlice.of(a, at + 3, text.end() - at - 3), false));
      return;
    }
    fields.add(field("SYSLOG_IDENTIFIER", facility == 0 ? "kernel" : "unknown"));
    fields.add(new Field("MESSAGE", text, false));
  }

  private static void dictionary(byte[] a, int from, int end, List<Field> fields) {
    int at = from;
    while (at < end && fields.size() < MAX_FIELDS) {
      int lineEnd = indexOf(a, (byte) '\n', at, end);
      int equals = indexOf(a, (byte) '=', at, lineEnd);
      if (a[at] == ' ' && equals < lineEnd) {
        String name = new String(a, at + 1, equals - at - 1, StandardCharsets.ISO_8859_1);
        if (Field.isName(a, at + 1, equals)) {
          fields.add(new Field("_KERNEL_" + name, unescaped(a, equals + 1, lineEnd), false));
        }
      }
      at = lineEnd + 1;
    }
  }

  private static ByteSlice unescaped(byte[] a, int from, int end) {
    if (indexOf(a, (byte) '\\', from, end) == end) {
      return ByteSlice.of(a, from, end - from);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(end - from);
    int at = from;
    while (at < end) {
      if (end - at >= 4 && a[at] == '\\' && a[at + 1] == 'x' && digit(a[at + 2]) >= 0) {
        int low = digit(a[at + 3]);
        if (low >= 0) {
          out.write(digit(a[at + 2]) << 4 | low);
          at += 4;
          continue;
        }
      }
      out.write(a[at]);
      at++;
    }
    return ByteSlice.of(out.toByteArray());
  }

  private static int digit(byte b) {
    return b < 0 ? -1 : Character.digit(b, 16);
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_DIGITS
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static int indexOf(byte[] a, byte b, int from, int end) {
    int at = from;
    while (at < end && a[at] != b) {
      at++;
    }
    return Math.min(at, end);
  }

  private static Field field(String name, String value) {
    return new Field(name, ByteSlice.of(value.getBytes(StandardCharsets.UTF_8)), false);
  }
}
