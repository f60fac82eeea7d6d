package io.cresset.exporters.loki;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Loki says of entries that it has refused, in the words of version 3. Its distributor tells
 * of every kind of fault with its count, and nothing else:
 *
 * <pre>
 * 8 errors like: max entry size '262144' bytes exceeded for stream '{i="0"}' while adding an entry with length '300000' bytes; 1 errors like: entry for stream '{i="1"}' has timestamp too new: 2026-11-21T22:02:56Z
 * </pre>
 *
 * <p>Behind it the ingester, which never sees those, names ten entries at most:
 *
 * <pre>
 * entry with timestamp 2026-11-21 19:02:56.009394387 +0000 UTC ignored, reason: 'entry too far behind, entry timestamp is: 2026-11-21T19:02:56Z, oldest acceptable timestamp is: 2026-11-21T20:02:56Z',
 * user 'fake', total ignored: 1 out of 2 for stream: {job="b", service_name="b"}
 * </pre>
 *
 * @param about what the named value is
 * @param value a second since 1970, a length in bytes, or a time in nanoseconds
 * @param count how many entries of this value were refused
 * @param words what of the answer is about these, without the stream: there may be several
 */
record Complaint(About about, long value, long count, String words) {
  enum About {
    SECOND,
    LINE_BYTES,
    NANOS
  }

  /** Labels stand in quotes as Go writes them, so that nothing in them can end the quotation. */
  private static final String STREAM =
      "'\\{(?:[A-Za-z_][A-Za-z0-9_]*=\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"(?:, )?)*+\\}'";

  private static final Pattern FAULT =
      Pattern.compile(
          "(?:(\\d{1,9}) errors like: )?"
              + "(entry for stream "
              + STREAM
              + " has timestamp too (?:old|new): (\\S+Z)(?:, oldest acceptable timestamp is:"
              + " \\S+Z)?|max entry size '\\d+' bytes exceeded for stream "
              + STREAM
              + " while adding an entry with length '(\\d{1,9})' bytes)"
              + "(; |$)",
          Pattern.DOTALL);

  private static final Pattern BEHIND =
      Pattern.compile(
          "entry with timestamp (\\d{4,}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?)"
              + " \\+0000 UTC ignored, reason: '(entry (?:too far behind|out of order)[^']*)'");

  private static final Pattern FOR_STREAM =
      Pattern.compile(" for stream " + STREAM, Pattern.DOTALL);

  private static final Pattern IGNORED =
      Pattern.compile("total ignored: (\\d{1,9}) out of (\\d{1,9}) for stream");

  /** How many entries of a stream the ingester refused, and out of how many. */
  record Ignored(long count, long outOf) {}

  /** The same in other words. */
  Complaint saying(String other) {
    return new Complaint(about, value, count, other);
  }

  /** What the distributor says; empty if the text has anything else in it. */
  static List<Complaint> ofDistributor(String text) {
    List<Complaint> all = new ArrayList<>();
    Matcher fault = FAULT.matcher(text);
    int end = 0;
    while (fault.find() && fault.start() == end) {
      long count = fault.group(1) == null ? 1 : Long.parseLong(fault.group(1));
      String words = FOR_STREAM.matcher(fault.group(2)).replaceFirst("");
      try {
        all.add(
            fault.group(4) == null
                ? new Complaint(
                    About.SECOND, Instant.parse(fault.group(3)).getEpochSecond(), count, words)
                : new Complaint(About.LINE_BYTES, Long.parseLong(fault.group(4)), count, words));
      } catch (DateTimeException e) {
        return List.of();
      }
      end = fault.end();
    }
    return end == text.length() ? all : List.of();
  }

  /** The entries that the ingester names, which need not be all. */
  static List<Complaint> ofIngester(String text) {
    List<Complaint> all = new ArrayList<>();
    Matcher behind = BEHIND.matcher(text);
    while (behind.find()) {
      try {
        Instant time = Instant.parse(behind.group(1).replace(' ', 'T') + "Z");
        long nanos =
            Math.addExact(
                Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
        all.add(new Complaint(About.NANOS, nanos, 1, behind.group(2)));
      } catch (DateTimeException | ArithmeticException e) {
        return List.of();
      }
    }
    return all;
  }

  /** What the ingester says about the last stream; zero out of zero if it does not. */
  static Ignored ignored(String text) {
    Matcher ignored = IGNORED.matcher(text);
    return ignored.find()
        ? new Ignored(Long.parseLong(ignored.group(1)), Long.parseLong(ignored.group(2)))
        : new Ignored(0, 0);
  }
}
