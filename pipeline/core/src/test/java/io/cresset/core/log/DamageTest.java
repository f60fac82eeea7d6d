package io.cresset.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.core.log.FrameHeader.FrameKind;
import io.cresset.core.log.FrameScanner.Frame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a log makes of a tail that is not all there, and of bytes that have changed. */
class DamageTest {
  private static final Path SEGMENT = OpenedLog.FOLDER.resolve(SegmentName.of(0, 0));
  private static final List<String> SINKS = List.of("one", "two");

  /** Where a frame stands, and what it holds. */
  private record Place(FrameKind kind, int from, int to, List<Long> ids) {}

  /** One segment of data frames of different sizes, which was synced after each of them. */
  private static byte[] segment() throws Exception {
    MemoryDisk disk = new MemoryDisk();
    try (OpenedLog log = OpenedLog.on(disk)) {
      SINKS.forEach(log::feed);
      long id = 1000;
      for (int i = 0; i < 6; i++) {
        log.write(
            TestRecords.batch(id, 2 + i, Map.of("file", Optional.of(TestRecords.bytes("p" + i)))));
        log.sync();
        id += 2 + i;
      }
    }
    assertThat(disk.files()).containsExactly(SEGMENT);
    return disk.bytes(SEGMENT);
  }

  private static MemoryDisk diskWith(byte[] segment) {
    MemoryDisk disk = new MemoryDisk();
    disk.put(SEGMENT, segment);
    return disk;
  }

  private static List<Place> frames(byte[] segment) throws IOException {
    List<Place> places = new ArrayList<>();
    DiskFile file = diskWith(segment).open(SEGMENT, false);
    FrameScanner scanner = new FrameScanner(file, Optional.empty(), SegmentHeader.BYTES, 0);
    int from = SegmentHeader.BYTES;
    while (scanner.next(segment.length) instanceof Frame frame) {
      int to = Math.toIntExact(scanner.offset());
      boolean data = frame.header().kind() == FrameKind.DATA;
      places.add(
          new Place(frame.header().kind(), from, to, data ? TestRecords.ids(frame) : List.of()));
      from = to;
    }
    assertThat(from).isEqualTo(segment.length);
    return places;
  }

  private static List<Long> ids(List<Place> places) {
    return places.stream().flatMap(place -> place.ids().stream()).toList();
  }

  @Test
  void aSegmentCutAtAnyByteOpensWithItsWholeFramesAndGoesOn() throws Exception {
    byte[] segment = segment();
    List<Place> frames = frames(segment);
    for (int size = 0; size <= segment.length; size++) {
      int cut = size;
      List<Place> whole = frames.stream().filter(frame -> frame.to() <= cut).toList();
      int good = whole.isEmpty() ? SegmentHeader.BYTES : whole.getLast().to();
      MemoryDisk disk = diskWith(Arrays.copyOf(segment, size));
      List<Long> expected = new ArrayList<>(ids(whole));
      try (OpenedLog log = OpenedLog.on(disk)) {
        if (size < SegmentHeader.BYTES) {
          assertThat(log.logger.lines()).anyMatch(line -> line.contains("ignored: " + name()));
        } else if (size > good) {
          assertThat(log.logger.lines())
              .anyMatch(line -> line.contains((cut - good) + " bytes at its end were not"));
        } else {
          assertThat(log.logger.lines()).noneMatch(line -> line.contains("at its end"));
        }
        assertThat(log.status().end()).as("end when cut at %d", size).isEqualTo(expected.size());
        SINKS.forEach(log::feed);
        log.write(TestRecords.batch(5000, 3));
        log.sync();
        expected.addAll(List.of(5000L, 5001L, 5002L));
        assertThat(log.status().damagedRecords()).isZero();
        for (String sink : SINKS) {
          assertThat(log.drain(sink))
              .as("what %s gets of a segment cut at %d", sink, size)
              .isEqualTo(expected);
          assertThat(log.account(sink).dropped()).isZero();
        }
      }
      try (OpenedLog again = OpenedLog.on(disk)) {
        assertThat(again.status().end()).isEqualTo(expected.size());
        assertThat(again.logger.lines()).noneMatch(line -> line.contains("at its end"));
      }
    }
  }

  private static String name() {
    return String.valueOf(SEGMENT.getFileName());
  }

  @Test
  void aFlippedBitAnywhereInAFrameCostsJustItsRecords() throws Exception {
    byte[] segment = segment();
    List<Place> frames = frames(segment);
    List<Place> data = frames.stream().filter(frame -> frame.kind() == FrameKind.DATA).toList();
    for (Place hit : data.subList(1, data.size() - 1)) {
      List<Long> expected = new ArrayList<>(ids(frames));
      expected.removeAll(hit.ids());
      for (int at = hit.from(); at < hit.to(); at++) {
        byte[] damaged = segment.clone();
        damaged[at] ^= (byte) (1 << (at % 8));
        assertThatItCosts(diskWith(damaged), hit, expected, at);
      }
    }
  }

  private static void assertThatItCosts(MemoryDisk disk, Place hit, List<Long> expected, int at)
      throws Exception {
    int lost = hit.ids().size();
    for (int opening = 1; opening <= 2; opening++) {
      try (OpenedLog log = OpenedLog.on(disk)) {
        assertThat(log.status().damagedRecords()).as("flipped at %d", at).isEqualTo(lost);
        // What was durable and is damaged now is no reason to read anything again.
        assertThat(log.logger.lines()).noneMatch(line -> line.contains("twice"));
        assertThat(log.log.position("file").map(TestRecords::text)).hasValue("p5");
        for (String sink : SINKS) {
          assertThat(log.drain(sink))
              .as("%s, flipped at %d", sink, at)
              .isEqualTo(opening == 1 ? expected : List.of());
          assertThat(log.account(sink).dropped()).isEqualTo(lost);
          assertThat(log.account(sink).delivered()).isEqualTo(expected.size());
          assertThat(log.account(sink).lag()).isZero();
        }
        log.log.write(List.of(), true);
        log.sync();
      }
    }
  }

  @Test
  void bytesThatChangeUnderARunningLogAreCountedOnceAndForEachSink() throws Exception {
    byte[] segment = segment();
    List<Place> frames = frames(segment);
    Place hit = frames.get(3);
    assertThat(hit.kind()).isEqualTo(FrameKind.DATA);
    List<Long> expected = new ArrayList<>(ids(frames));
    expected.removeAll(hit.ids());
    for (int at = hit.from(); at < hit.to(); at++) {
      MemoryDisk disk = diskWith(segment);
      try (OpenedLog log = OpenedLog.on(disk)) {
        assertThat(log.status().damagedRecords()).isZero();
        disk.flip(SEGMENT, at, at % 8);
        for (String sink : SINKS) {
          assertThat(log.drain(sink)).as("flipped at %d", at).isEqualTo(expected);
          assertThat(log.account(sink).dropped()).isEqualTo(hit.ids().size());
        }
        assertThat(log.status().damagedRecords()).isEqualTo(hit.ids().size());
      }
    }
  }

  @Test
  void aFlippedBitInTheSegmentsHeaderCostsNothing() throws Exception {
    byte[] segment = segment();
    List<Place> frames = frames(segment);
    for (int at = 0; at < SegmentHeader.BYTES; at++) {
      byte[] damaged = segment.clone();
      damaged[at] ^= (byte) (1 << (at % 8));
      try (OpenedLog log = OpenedLog.on(diskWith(damaged))) {
        assertThat(log.logger.lines()).anyMatch(line -> line.contains("its header is damaged"));
        for (String sink : SINKS) {
          assertThat(log.drain(sink)).as("flipped at %d", at).isEqualTo(ids(frames));
        }
        assertThat(log.status().damagedRecords()).isZero();
      }
    }
  }

  @Test
  void aFlippedBitInTheStateLosesNoRecordAndIsSaid() throws Exception {
    byte[] segment = segment();
    List<Place> frames = frames(segment);
    Place state = frames.getFirst();
    assertThat(state.kind()).isEqualTo(FrameKind.STATE);
    for (int at = state.from(); at < state.to(); at++) {
      byte[] damaged = segment.clone();
      damaged[at] ^= (byte) (1 << (at % 8));
      try (OpenedLog log = OpenedLog.on(diskWith(damaged))) {
        assertThat(log.logger.lines())
            .anyMatch(line -> line.contains("the state is damaged"))
            .anyMatch(line -> line.contains("the progress of the sinks is damaged"));
        for (String sink : SINKS) {
          assertThat(log.drain(sink)).as("flipped at %d", at).isEqualTo(ids(frames));
        }
      }
    }
  }

  /** Its numbers are given again; who reads it later can tell which are the newer ones. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aNewestSegmentOfWhichNothingCanBeReadIsLeftAlone(boolean opens) throws Exception {
    MemoryDisk disk = new MemoryDisk();
    List<Long> before;
    try (OpenedLog log = OpenedLog.on(disk)) {
      SINKS.forEach(log::feed);
      log.feed("later");
      for (int i = 0; disk.files().size() < 3; i++) {
        log.write(TestRecords.batch(10L * i, 10));
        log.sync();
      }
      before = log.drain(SINKS.getFirst());
    }
    Path newest = disk.files().stream().max(Comparator.naturalOrder()).orElseThrow();
    byte[] left = disk.bytes(newest);
    long first = SegmentName.firstNumber(newest.getFileName().toString()).orElseThrow();
    if (opens) {
      disk.faults.neverRead(newest);
    } else {
      disk.faults.neverOpen(newest);
    }
    List<Long> after = new ArrayList<>(before.subList(0, Math.toIntExact(first)));
    try (OpenedLog log = OpenedLog.on(disk)) {
      assertThat(log.lines())
          .anyMatch(line -> line.contains("left alone, because this program cannot read them: "));
      assertThat(log.status().end()).isEqualTo(first);
      log.write(TestRecords.batch(90_000, 10));
      LongStream.range(90_000, 90_010).forEach(after::add);
      log.sync();
      assertThat(log.drain(SINKS.getLast())).isEqualTo(after);
    }
    assertThat(disk.bytes(newest)).isEqualTo(left);
    disk.faults.openAndReadAll();
    try (OpenedLog log = OpenedLog.on(disk)) {
      assertThat(log.status().end()).isEqualTo(after.size());
      assertThat(log.drain("later")).isEqualTo(after);
    }
  }
}
