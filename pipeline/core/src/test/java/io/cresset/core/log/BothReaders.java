package io.cresset.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Signal;
import io.cresset.core.log.LogStatus.SinkStatus;
import io.cresset.testkit.SecondReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** What the program finds in a log's folder, beside what {@link SecondReader} finds there. */
final class BothReaders {
  private BothReaders() {}

  /**
   * Fails unless both readers find the very same in a folder of a log that nobody writes to.
   *
   * @return what they find, as {@link SecondReader#read} has it
   */
  static List<String> assertThatBothAgreeOn(Path folder, Signal signal)
      throws LogFolderUnavailable, InterruptedException {
    List<String> second = SecondReader.read(folder, signal);
    List<String> first = first(StoredLog.read(new RealDisk(), folder, signal));
    int same = 0;
    while (same < Math.min(first.size(), second.size())
        && first.get(same).equals(second.get(same))) {
      same++;
    }
    int from = Math.max(0, same - 3);
    assertThat(first.subList(from, first.size()))
        .as("what the program finds in %s from fact %d, beside what FORMAT.md says", folder, from)
        .isEqualTo(second.subList(from, second.size()));
    return second;
  }

  /** The same facts, as the program finds them. */
  static List<String> first(StoredLog log) {
    List<String> facts = new ArrayList<>();
    log.walk(0, new Facts(facts));
    if (!log.segments().isEmpty()) {
      facts.add("log " + log.logId().orElseThrow());
      LogStatus status = log.status();
      for (SinkStatus sink : status.sinks()) {
        facts.add(
            String.format(
                Locale.ROOT,
                "sink %s %d %d %d %d %d %d",
                sink.sink(),
                sink.start(),
                sink.delivered(),
                sink.rejected(),
                sink.dropped(),
                sink.unselected(),
                sink.lag()));
      }
      log.positions().entrySet().stream()
          .map(
              position ->
                  "position "
                      + hex(position.getKey().getBytes(StandardCharsets.UTF_8))
                      + " "
                      + (position.getValue().length() == 0
                          ? "-"
                          : hex(position.getValue().toByteArray())))
          .sorted()
          .forEach(facts::add);
      facts.add("end " + status.end());
    }
    log.foreign().forEach(name -> facts.add("foreign " + name));
    log.unreadable().forEach(name -> facts.add("unknown " + name.split(" ", 2)[0]));
    log.superseded().forEach(name -> facts.add("superseded " + name));
    return facts;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** What stands in the segments, in its order. */
  private record Facts(List<String> facts) implements StoredLogVisitor {
    @Override
    public void segment(StoredSegment segment) {
      facts.add("segment " + segment.name() + " " + segment.firstNumber());
    }

    @Override
    public boolean records(Records records) {
      facts.add(
          String.format(
              Locale.ROOT,
              "frame %s %d %d %d %d %d %s",
              records.file(),
              records.offset(),
              records.frame().firstNumber(),
              records.frame().recordCount(),
              Compression.valueOf(records.codec().toUpperCase(Locale.ROOT)).code(),
              records.takenUnixNanos(),
              sha256(records.frame().otlp())));
      return true;
    }

    @Override
    public void state(String file, long offset) {
      facts.add("state " + file + " " + offset);
    }

    @Override
    public void damage(Damage damage) {
      facts.add(
          String.format(
              Locale.ROOT,
              "damage %s %d %d %d %d",
              damage.file(),
              damage.from(),
              damage.to(),
              damage.firstLost(),
              damage.endLost()));
    }

    @Override
    public void leftover(Leftover leftover) {
      facts.add("rest " + leftover.file() + " " + leftover.from() + " " + leftover.to());
    }

    private static String sha256(ByteSlice bytes) {
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(bytes.array(), bytes.offset(), bytes.length());
        return hex(digest.digest());
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
