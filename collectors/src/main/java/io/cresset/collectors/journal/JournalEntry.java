package io.cresset.collectors.journal;

import java.util.List;

/**
 * One entry of the journal.
 *
 * @param fields in the order in which the file has them; a name may stand there several times
 * @param lostFields that could not be read, or were too many
 */
record JournalEntry(EntryHead head, Id128 seqnumId, List<Field> fields, int lostFields) {

  /** What stands in front of an entry's fields; times are microseconds. */
  record EntryHead(
      long offset,
      long bytes,
      long seqnum,
      long realtimeMicros,
      long monotonicMicros,
      Id128 bootId,
      long xorHash) {}

  JournalEntry {
    fields = List.copyOf(fields);
  }

  /** The text by which {@code journalctl --cursor} finds it. */
  String cursor() {
    return "s=%s;i=%x;b=%s;m=%x;t=%x;x=%x"
        .formatted(
            seqnumId,
            head.seqnum(),
            head.bootId(),
            head.monotonicMicros(),
            head.realtimeMicros(),
            head.xorHash());
  }
}
