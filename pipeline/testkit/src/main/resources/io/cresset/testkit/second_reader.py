#!/usr/bin/env python3
"""A second reader of a durable log, written from FORMAT.md alone. It prints what it found, a fact a line.

    second_reader.py FOLDER logs|metrics

FOLDER is the folder of one log, the one that holds the segments. Only Python's standard library is used. The facts:

    segment NAME FIRST_NUMBER                    each that counts, in their order; and of each, by offset:
    frame NAME OFFSET FIRST_NUMBER RECORD_COUNT CODEC TAKEN_UNIX_NANOS SHA256      a good data frame, its message's hash
    state NAME OFFSET                            a good state frame
    damage NAME FROM TO FIRST_LOST END_LOST      damaged bytes, and the records lost with them
    rest NAME FROM TO                            a torn tail, or what a newer segment supersedes
    log UUID                                     this and the next three only if a segment counts
    sink NAME START DELIVERED REJECTED DROPPED UNSELECTED LAG
    position KEYHEX VALUEHEX                     sorted; an empty value is '-'
    end NUMBER                                   the number that the next record gets
    foreign NAME                                 no part of the log
    unknown NAME                                 of another format version
    superseded NAME                              nothing of it counts any more
"""

import hashlib
import os
import re
import struct
import sys
import uuid
from collections import Counter, namedtuple

VERSION = 2
SIGNALS = {"logs": 1, "metrics": 2}
SEGMENT_NAME = re.compile(r"([0-9]{20})(-[0-9]{1,9})?\.log", re.ASCII)
SEGMENT_MAGIC = bytes.fromhex("89 43 52 45 53 4C 4F 47")
SEGMENT_HEADER = struct.Struct(">8sII16sIIIIqqII")
FRAME_MARKER = bytes.fromhex("F5 C7 FD 9B")
FRAME_HEADER = struct.Struct(">4sBBBB16sIIIIqqqIIIIII")
DATA, STATE = 1, 2
MAX_MOVES, MAX_MESSAGE = 262_144, 524_288
MAX_KEY, MAX_VALUE, GONE = 1_024, 4_096, 65_535
MAX_SECTIONS = 1_024
NO_LIMIT = 1 << 63


class Malformed(Exception):
    """Bytes are not what the format says."""


# ---- CRC32C and LZ4 ------------------------------------------------------------------------------------------------


def crc_table():
    table = []
    for value in range(256):
        for _ in range(8):
            value = (value >> 1) ^ (0x82F63B78 if value & 1 else 0)
        table.append(value)
    return table


CRC_TABLE = crc_table()


def crc32c(data):
    table = CRC_TABLE
    crc = 0xFFFFFFFF
    for byte in data:
        crc = table[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    return crc ^ 0xFFFFFFFF


def lz4_length(block, at, length):
    """A length from a token's half, with the bytes that follow if it is 15: up to the first that is not 255."""
    if length == 15:
        while True:
            if at >= len(block):
                raise Malformed("length")
            length += block[at]
            at += 1
            if block[at - 1] != 255:
                break
    return at, length


def lz4_copy(out, distance, length):
    """A match may reach into itself: what it copies repeats with the period of its distance."""
    begin = len(out) - distance
    if distance >= length:
        out += out[begin:begin + length]
    else:
        period = bytes(out[begin:])
        out += (period * (length // distance + 1))[:length]


def lz4_decode(block, size):
    """A list of sequences, the last without a match; it must give exactly `size` bytes."""
    out = bytearray()
    at = 0
    while at < len(block):
        token = block[at]
        at, literals = lz4_length(block, at + 1, token >> 4)
        if literals > len(block) - at or literals > size - len(out):
            raise Malformed("literals")
        out += block[at:at + literals]
        at += literals
        if at == len(block):
            if len(out) != size:
                raise Malformed("size")
            return bytes(out)
        if at + 2 > len(block):
            raise Malformed("distance")
        distance = block[at] | block[at + 1] << 8
        at, length = lz4_length(block, at + 2, token & 15)
        length += 4
        if not 1 <= distance <= len(out) or length > size - len(out):
            raise Malformed("match")
        lz4_copy(out, distance, length)
    raise Malformed("no last sequence")


# ---- Payloads ------------------------------------------------------------------------------------------------------


class Bytes:
    """Reads fields from bytes, in order; what does not fit is malformed."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def take(self, count):
        if count > len(self.data) - self.at:
            raise Malformed("too short")
        self.at += count
        return self.data[self.at - count:self.at]

    def number(self, size):
        """Big-endian and, as lengths and counts are, not negative."""
        value = int.from_bytes(self.take(size), "big")
        if size > 2 and value >> (8 * size - 1):
            raise Malformed("negative")
        return value

    def text(self, size):
        taken = self.take(size)
        try:
            taken.decode("utf-8")
        except UnicodeDecodeError:
            raise Malformed("text") from None
        return taken

    def more(self):
        return self.at < len(self.data)


def read_moves(data):
    """Position moves in their order: (key, value), the value None where the position is gone."""
    moves = []
    fields = Bytes(data)
    while fields.more():
        key_size = fields.number(2)
        if not 1 <= key_size <= MAX_KEY:
            raise Malformed("key")
        key = fields.text(key_size)
        value_size = fields.number(2)
        if value_size == GONE:
            moves.append((key, None))
        elif value_size <= MAX_VALUE:
            moves.append((key, fields.take(value_size)))
        else:
            raise Malformed("value")
    return moves


Snapshot = namedtuple("Snapshot", "number part parts")
Sink = namedtuple("Sink", "name start cursor delivered rejected dropped unselected")
State = namedtuple("State", "snapshot sinks")


def read_sink(fields):
    start, cursor, delivered, rejected, dropped, unselected = (fields.number(8) for _ in range(6))
    name_size = fields.number(2)
    if not 1 <= name_size <= 255:
        raise Malformed("name")
    if cursor - start != delivered + rejected + dropped + unselected:
        raise Malformed("account")
    return Sink(fields.text(name_size), start, cursor, delivered, rejected, dropped, unselected)


def read_snapshot(fields):
    snapshot = Snapshot(fields.number(8), fields.number(2), fields.number(2))
    if snapshot.part >= snapshot.parts:
        raise Malformed("part")
    return snapshot


def read_state(data):
    """Sections; one of another type is passed over, and so is what stands behind the fields of a known one."""
    snapshots, sinks, seen = [], [], Counter()
    message = Bytes(data)
    while message.more():
        kind = message.number(2)
        fields = Bytes(message.take(message.number(4)))
        seen[kind] += 1
        if kind == 1:
            snapshots.append(read_snapshot(fields))
        elif kind == 2:
            fields.number(8), fields.number(8)
        elif kind == 3:
            sinks.append(read_sink(fields))
        elif kind == 4:
            if fields.number(8) > fields.number(8):
                raise Malformed("range")
    if seen[2] != 1 or seen[1] > 1 or seen[3] > MAX_SECTIONS or seen[4] > MAX_SECTIONS:
        raise Malformed("sections")
    return State(snapshots[0] if snapshots else None, sinks)


# ---- Frames --------------------------------------------------------------------------------------------------------

FrameHeader = namedtuple(
    "FrameHeader",
    "marker kind codec version zero log sequence salt epoch offset first durable taken records"
    " moves_size message_size stored_size payload_crc header_crc")
Content = namedtuple("Content", "moves message state")
Identity = namedtuple("Identity", "log sequence salt epoch version")


class Frame:
    """A frame with a good header; its content is None if it is unreadable."""

    def __init__(self, header, content):
        self.header = header
        self.content = content
        self.begin = header.offset
        self.end = header.offset + frame_size(header)
        self.first = header.first
        self.next = header.first + header.records


def frame_size(header):
    return FRAME_HEADER.size + header.moves_size + header.stored_size


def sizes_in_range(header, version):
    """The ranges of the fields. Of another version, the limits and the kinds are not known."""
    if max(header.records, header.moves_size, header.message_size, header.stored_size) >= 1 << 31:
        return False
    if header.codec == 0 and header.stored_size != header.message_size:
        return False
    if header.codec != 0 and header.stored_size >= header.message_size:
        return False
    if header.message_size < header.records:
        return False
    if version != VERSION:
        return True
    if header.kind == DATA and header.records < 1 or header.kind == STATE and header.records != 0:
        return False
    return header.moves_size <= MAX_MOVES and header.message_size <= MAX_MESSAGE


def header_at(data, offset, version):
    """The frame's header at an offset, by all rules that need neither its segment nor its neighbours, or None."""
    if not data.startswith(FRAME_MARKER, offset) or offset + FRAME_HEADER.size > len(data):
        return None
    header = FrameHeader(*FRAME_HEADER.unpack_from(data, offset))
    if header.offset != offset or header.first < 0 or header.durable < 0:
        return None
    if header.first + header.records >= NO_LIMIT or offset + frame_size(header) > len(data):
        return None
    if not sizes_in_range(header, header.version if version is None else version):
        return None
    return header if crc32c(data[offset:offset + 84]) == header.header_crc else None


def number_fits(first, expected, gap):
    """Directly behind a frame the next number; behind `gap` bytes that are no frame this or a higher one."""
    if gap == 0:
        return first == expected
    return first >= expected and (first - expected) // 255 <= gap


def belongs(header, identity):
    """A frame says the log id, sequence, salt and epoch of its segment."""
    said = (header.log, header.sequence, header.salt, header.epoch)
    return identity is None or said == (identity.log, identity.sequence, identity.salt, identity.epoch)


def next_header(data, behind, expected, identity):
    """The first offset from `behind` on at which a header stands."""
    at = data.find(FRAME_MARKER, behind)
    while at >= 0:
        header = header_at(data, at, None if identity is None else identity.version)
        if header and belongs(header, identity) and number_fits(header.first, expected, at - behind):
            return header
        at = data.find(FRAME_MARKER, at + 1)
    return None


def payload_of(data, header):
    """The payload as stored, if its checksum is right."""
    begin = header.offset + FRAME_HEADER.size
    payload = data[begin:header.offset + frame_size(header)]
    if crc32c(payload) != header.payload_crc:
        raise Malformed("payload")
    return payload


def read_content(data, header):
    """Another version, kind or codec, a wrong checksum or decoding make a frame unreadable: None."""
    try:
        if header.version != VERSION or header.kind not in (DATA, STATE) or header.codec not in (0, 1):
            return None
        payload = payload_of(data, header)
        moves = read_moves(payload[:header.moves_size])
        message = payload[header.moves_size:]
        if header.codec == 1:
            message = lz4_decode(message, header.message_size)
        state = read_state(message) if header.kind == STATE and message else None
        return Content(moves, message, state)
    except Malformed:
        return None


def frames(segment):
    """All frames with a good header, in the order of their offsets."""
    behind, expected = SEGMENT_HEADER.size, segment.first
    while True:
        header = next_header(segment.data, behind, expected, segment.identity)
        if header is None:
            return
        frame = Frame(header, read_content(segment.data, header))
        yield frame
        behind, expected = frame.end, frame.next


# ---- Segments ------------------------------------------------------------------------------------------------------


class Segment:
    """A file of a log: who it is, where it begins, and its bytes."""

    def __init__(self, name, data, identity, first, signal):
        self.name = name
        self.data = data
        self.identity = identity
        self.first = first
        self.signal = signal  # None if the header is damaged: no frame tells it

    def damaged_header(self):
        return self.signal is None


def intact_segment(name, data):
    """By the header, if magic and checksum are right and the first number is not negative."""
    if len(data) < SEGMENT_HEADER.size:
        return None
    magic, version, signal, log, sequence, salt, epoch, _, first, _, _, crc = SEGMENT_HEADER.unpack_from(data)
    if magic != SEGMENT_MAGIC or first < 0 or crc32c(data[:68]) != crc:
        return None
    return Segment(name, data, Identity(log, sequence, salt, epoch, version), first, signal)


def is_good(data, header):
    """Of another version, the payload's checksum is all that can be known."""
    if header.version == VERSION:
        return read_content(data, header) is not None
    try:
        payload_of(data, header)
        return True
    except Malformed:
        return False


def repaired_segment(name, data):
    """By the first good frame and the file's name, if the header is damaged; the name may be contradicted."""
    first = int(name[:20])
    size = SEGMENT_HEADER.size
    at = data.find(FRAME_MARKER, size)
    while at >= 0:
        header = header_at(data, at, None)
        if header and number_fits(header.first, first, at - size) and is_good(data, header):
            identity = Identity(header.log, header.sequence, header.salt, header.epoch, header.version)
            return Segment(name, data, identity, header.first if header.durable > first else first, None)
        at = data.find(FRAME_MARKER, at + 1)
    return None


def read_segment(folder, name):
    try:
        with open(os.path.join(folder, name), "rb") as file:
            data = file.read()
    except OSError:
        return None
    return intact_segment(name, data) or repaired_segment(name, data)


def choose_log(segments):
    """The id that most files have, among equals that of the highest epoch."""
    count, epoch = Counter(), {}
    for segment in segments:
        log = segment.identity.log
        count[log] += 1
        epoch[log] = max(epoch.get(log, 0), segment.identity.epoch)
    return max(count, key=lambda log: (count[log], epoch[log], log), default=None)


class Folder:
    """The files of a log's folder: which count, in their order, and what the others are."""

    def __init__(self, folder, signal):
        self.foreign, self.unknown, self.superseded = [], [], []
        candidates = self.read_all(folder, signal)
        log = choose_log(candidates)
        of_log = [segment for segment in candidates if segment.identity.log == log]
        self.foreign += [segment.name for segment in candidates if segment.identity.log != log]
        self.foreign.sort()
        self.unknown = [segment for segment in of_log if segment.identity.version != VERSION]
        known = [segment for segment in of_log if segment.identity.version == VERSION]
        self.segments = self.without_superseded(self.in_order(known))

    def read_all(self, folder, signal):
        candidates = []
        for name in file_names(folder):
            segment = read_segment(folder, name) if SEGMENT_NAME.fullmatch(name) else None
            if segment and segment.signal in (None, signal):
                candidates.append(segment)
            else:
                self.foreign.append(name)
        return candidates

    def in_order(self, segments):
        """By sequence; of two files of one sequence the second by name is not part of the log."""
        ordered = []
        for segment in sorted(segments, key=lambda one: (one.identity.sequence, one.name)):
            if ordered and ordered[-1].identity.sequence == segment.identity.sequence:
                self.foreign.append(segment.name)
            else:
                ordered.append(segment)
        return ordered

    def without_superseded(self, segments):
        """With the number from which on a later one supersedes. One that begins above it does not count at all."""
        limit, counted = NO_LIMIT, []
        for segment in reversed(segments):
            if segment.first > limit:
                self.superseded.append(segment.name)
            else:
                counted.append((segment, limit))
                limit = segment.first
        return counted[::-1]


def file_names(folder):
    try:
        return sorted(entry.name for entry in os.scandir(folder) if entry.is_file())
    except OSError:
        return []


# ---- What counts of a segment, and what it says --------------------------------------------------------------------

Damage = namedtuple("Damage", "begin end lost_first lost_end promises")
Rest = namedtuple("Rest", "begin end")


def walk(segment, limit):
    """The good frames, damage and rest of a segment, in the order of their offsets; returns the number behind it."""
    if segment.damaged_header():
        yield Damage(0, SEGMENT_HEADER.size, segment.first, segment.first, [])
    behind, number = SEGMENT_HEADER.size, segment.first
    stop, unreadable = len(segment.data), []
    for frame in frames(segment):
        if frame.content is None:
            unreadable.append(frame)  # damage also where it is superseded
            continue
        if frame.next > limit:
            stop = frame.begin  # superseded, with all that follows
            break
        if frame.begin > behind:
            yield Damage(behind, frame.begin, number, frame.first, promises(unreadable))
        yield frame
        behind, number, unreadable = frame.end, frame.next, []
    yield from walk_end(segment, limit, behind, number, stop, unreadable)


def walk_end(segment, limit, behind, number, stop, unreadable):
    """What stands behind the last good frame that counts."""
    if number < limit != NO_LIMIT:
        yield Damage(behind, stop, number, limit, promises(unreadable))
        behind = stop
    elif unreadable:
        lost_end = min(unreadable[-1].next, limit)
        yield Damage(behind, unreadable[-1].end, number, lost_end, promises(unreadable))
        behind = unreadable[-1].end
    if behind < stop:
        yield Rest(behind, stop)  # torn
    if stop < len(segment.data):
        yield Rest(stop, len(segment.data))  # superseded


def promises(unreadable):
    """A good header's promise holds, whatever became of its payload."""
    return [frame.header.durable for frame in unreadable]


class Positions:
    """The positions that count, by moves, snapshots and promises."""

    def __init__(self):
        self.current = {}
        self.suspicions = []  # (positions from before the missing records, end of these), the oldest first
        self.epoch = None
        self.promised = 0
        self.snapshot = None  # the last part read of one that is not yet complete
        self.parts = []  # the moves of its parts so far

    def begin_segment(self, segment):
        self.snapshot = None
        if self.epoch is None:
            self.epoch = segment.identity.epoch
            if segment.identity.sequence != 1:
                self.missing(segment.first)
        elif self.epoch != segment.identity.epoch:
            self.go_back()
            self.epoch = segment.identity.epoch
            self.promised = 0

    def missing(self, end):
        """Records up to before `end` are missing: suspect, unless this epoch has promised them."""
        if self.promised < end:
            self.suspicions.append((dict(self.current), end))

    def promise(self, durable):
        self.promised = max(self.promised, durable)
        self.suspicions = [one for one in self.suspicions if one[1] > durable]

    def go_back(self):
        """To the oldest suspicion that is left."""
        if self.suspicions:
            self.current = self.suspicions[0][0]
        self.suspicions = []

    def damage(self, damage):
        self.snapshot = None
        if damage.lost_first < damage.lost_end:
            self.missing(damage.lost_end)
        for durable in damage.promises:
            self.promise(durable)

    def frame(self, frame):
        self.promise(frame.header.durable)
        state = frame.content.state
        if state and state.snapshot:
            self.part(state.snapshot, frame.content.moves)
        else:
            self.snapshot = None
            self.move(self.current, frame.content.moves)

    def part(self, part, moves):
        """Parts 0, 1, 2, ... of one number, directly behind one another; all together replace all positions."""
        before = self.snapshot
        if part.part == 0:
            self.parts = []
        elif before is None or before._replace(part=before.part + 1) != part:
            self.snapshot = None
            return
        self.parts += moves
        self.snapshot = part
        if part.part == part.parts - 1:
            self.current = {}
            self.move(self.current, self.parts)
            self.snapshot = None

    @staticmethod
    def move(positions, moves):
        for key, value in moves:
            if value is None:
                positions.pop(key, None)
            else:
                positions[key] = value


def settled(sink, begin, end):
    """A sink's account for a log that holds the records from `begin` up to before `end`."""
    start, cursor = min(sink.start, end), min(sink.cursor, end)
    counts = [sink.delivered, sink.rejected, sink.dropped, sink.unselected]
    too_much = sum(counts) - (cursor - start)
    for at, count in enumerate(counts):
        taken = min(count, too_much)
        counts[at] -= taken
        too_much -= taken
    if begin > cursor:
        counts[2] += begin - cursor
        cursor = begin
    return Sink(sink.name, start, cursor, *counts)


def segment_end(segment):
    """The number behind the last frame that is good or whose header is."""
    end = segment.first
    for frame in frames(segment):
        end = frame.next
    return end


# ---- Printing ------------------------------------------------------------------------------------------------------


def say(*words):
    sys.stdout.write(" ".join(str(word) for word in words) + "\n")


def say_frame(name, frame):
    header = frame.header
    if header.kind == STATE:
        say("state", name, frame.begin)
    else:
        digest = hashlib.sha256(frame.content.message).hexdigest()
        say("frame", name, frame.begin, frame.first, header.records, header.codec, header.taken, digest)


def say_segment(segment, limit, positions, sinks):
    """Returns the sinks by the newest state so far."""
    say("segment", segment.name, segment.first)
    positions.begin_segment(segment)
    for fact in walk(segment, limit):
        if isinstance(fact, Frame):
            say_frame(segment.name, fact)
            positions.frame(fact)
            if fact.content.state:
                sinks = fact.content.state.sinks
        elif isinstance(fact, Damage):
            say("damage", segment.name, fact.begin, fact.end, fact.lost_first, fact.lost_end)
            positions.damage(fact)
        else:
            say("rest", segment.name, fact.begin, fact.end)
    return sinks


def say_log(folder):
    positions, sinks = Positions(), []
    for segment, limit in folder.segments:
        sinks = say_segment(segment, limit, positions, sinks)
    positions.go_back()
    begin, last = folder.segments[0][0], folder.segments[-1][0]
    end = max(segment_end(segment) for segment in [last] + folder.unknown)
    say("log", uuid.UUID(bytes=begin.identity.log))
    for sink in sinks:
        now = settled(sink, begin.first, end)
        say("sink", now.name.decode(), now.start, now.delivered, now.rejected, now.dropped, now.unselected,
            end - now.cursor)
    for line in sorted(key.hex() + " " + (value.hex() or "-") for key, value in positions.current.items()):
        say("position", line)
    say("end", end)


def main(arguments):
    if len(arguments) != 2 or arguments[1] not in SIGNALS:
        sys.stderr.write("Usage: second_reader.py FOLDER logs|metrics\n")
        return 2
    sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape", newline="\n")
    folder = Folder(arguments[0], SIGNALS[arguments[1]])
    if folder.segments:
        say_log(folder)
    for name in folder.foreign:
        say("foreign", name)
    for name in sorted(segment.name for segment in folder.unknown):
        say("unknown", name)
    for name in folder.superseded:
        say("superseded", name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
