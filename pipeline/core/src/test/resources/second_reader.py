#!/usr/bin/env python3
"""Reads a log's folder by pipeline/core/FORMAT.md alone, and prints what it found, a fact a line.

    second_reader.py FOLDER logs|metrics

It shares no line with the program, so that the text is tested and not the code twice.
"""
import hashlib
import os
import re
import struct
import sys
import uuid

VERSION = 2
HEADER = 72
FRAME = 88
MAGIC = bytes.fromhex("89435245534C4F47")
MARKER = bytes.fromhex("F5C7FD9B")
SIGNALS = {"logs": 1, "metrics": 2}
NAME = re.compile(r"([0-9]{20})(-[0-9]{1,9})?\.log")


def crc_table():
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = (byte >> 1) ^ (0x82F63B78 if byte & 1 else 0)
        table.append(byte)
    return table


TABLE = crc_table()


def crc32c(data):
    crc = 0xFFFFFFFF
    table = TABLE
    for byte in data:
        crc = (crc >> 8) ^ table[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


assert crc32c(b"123456789") == 0xE3069283


class Wrong(Exception):
    pass


def lz4(block, length):
    """An LZ4 block, decoded."""
    out = bytearray()
    at = 0

    def extended(number):
        nonlocal at
        if number == 15:
            more = 255
            while more == 255:
                if at >= len(block):
                    raise Wrong("block ends in a length")
                more = block[at]
                at += 1
                number += more
        return number

    while True:
        if at >= len(block):
            raise Wrong("block ends before its last sequence")
        token = block[at]
        at += 1
        literals = extended(token >> 4)
        if at + literals > len(block):
            raise Wrong("block ends in literals")
        out += block[at : at + literals]
        at += literals
        if at == len(block):
            break
        if at + 2 > len(block):
            raise Wrong("block ends in a match")
        back = block[at] | block[at + 1] << 8
        at += 2
        count = extended(token & 15) + 4
        if back == 0 or back > len(out) or len(out) + count > length:
            raise Wrong("a match out of range")
        for _ in range(count):
            out.append(out[-back])
    if len(out) != length:
        raise Wrong("block of %d bytes, not %d" % (len(out), length))
    return bytes(out)


class Fields:
    """Big-endian fields, one behind the other."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def bytes(self, count):
        if self.at + count > len(self.data):
            raise Wrong("too short")
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, count):
        return int.from_bytes(self.bytes(count), "big")

    def more(self):
        return self.at < len(self.data)


def natural(number, size):
    """Whether a field of so many bytes is not negative."""
    return number < 1 << (8 * size - 1)


def moves(data):
    fields = Fields(data)
    result = []
    while fields.more():
        size = fields.number(2)
        if not 1 <= size <= 1024:
            raise Wrong("a key's length")
        key = fields.bytes(size)
        size = fields.number(2)
        if size == 65535:
            result.append((key, None))
        elif size <= 4096:
            result.append((key, fields.bytes(size)))
        else:
            raise Wrong("a value's length")
    return result


class State:
    def __init__(self, data):
        self.snapshot = None
        self.counts = None
        self.sinks = []
        self.ranges = []
        sections = Fields(data)
        while sections.more():
            kind = sections.number(2)
            section = Fields(sections.bytes(sections.number(4)))
            if kind == 1:
                self.snapshot = section.number(8), section.number(2), section.number(2)
                if self.snapshot[1] >= self.snapshot[2]:
                    raise Wrong("a part that there is not")
            elif kind == 2:
                self.counts = section.number(8), section.number(8)
            elif kind == 3:
                account = [section.number(8) for _ in range(6)]
                name = section.bytes(section.number(2))
                start, cursor = account[:2]
                if cursor - start != sum(account[2:]) or not 1 <= len(name) <= 255:
                    raise Wrong("an account")
                if not all(natural(number, 8) for number in account):
                    raise Wrong("an account")
                self.sinks.append((name, account))
            elif kind == 4:
                first, end = section.number(8), section.number(8)
                if end <= first:
                    raise Wrong("a range")
                self.ranges.append((first, end))
        if self.counts is None:
            raise Wrong("no counts")


class Frame:
    """A frame's header that stands at an offset; None from `at` if there is none."""

    @staticmethod
    def at(data, offset):
        if offset + FRAME > len(data) or data[offset : offset + 4] != MARKER:
            return None
        raw = data[offset : offset + FRAME]
        frame = Frame()
        (
            _,
            frame.kind,
            frame.codec,
            frame.version,
            _,
            log,
            sequence,
            salt,
            epoch,
            frame.offset,
            frame.first,
            frame.durable_end,
            frame.taken,
            frame.records,
            frame.moves_size,
            frame.message_size,
            frame.stored_size,
            frame.payload_crc,
            header_crc,
        ) = struct.unpack(">4sBBBB16sIIIIQQqIIIIII", raw)
        frame.id = (log, sequence, salt, epoch)
        if header_crc != crc32c(raw[:84]) or frame.offset != offset:
            return None
        sound = (
            natural(frame.first, 8)
            and natural(frame.durable_end, 8)
            and natural(frame.records, 4)
            and natural(frame.moves_size, 4)
            and natural(frame.stored_size, 4)
        )
        if frame.version == VERSION:
            sound = (
                sound
                and ((frame.kind == 1 and frame.records > 0) or (frame.kind == 2 and frame.records == 0))
                and frame.moves_size <= 262144
                and frame.records <= frame.message_size <= 524288
                and (
                    frame.stored_size == frame.message_size
                    if frame.codec == 0
                    else frame.stored_size < frame.message_size
                )
            )
        if not sound or offset + frame.size() > len(data):
            return None
        return frame

    def size(self):
        return FRAME + self.moves_size + self.stored_size

    def end(self):
        return self.first + self.records

    def read(self, data):
        """Position moves and message, undecoded and decoded; or it is unreadable."""
        if self.version != VERSION:
            raise Wrong("version")
        payload = data[self.offset + FRAME : self.offset + self.size()]
        if crc32c(payload) != self.payload_crc:
            raise Wrong("payload")
        stored = payload[self.moves_size :]
        if self.codec == 0:
            message = stored
        elif self.codec == 1:
            message = lz4(stored, self.message_size)
        else:
            raise Wrong("codec")
        return payload[: self.moves_size], message


def scan(data, identity, number):
    """What stands in a segment: ('frame', header, moves, message), ('unreadable', header),
    ('bytes', from, to)."""
    offset = HEADER
    skipped = 0

    def header(at):
        found = Frame.at(data, at)
        if found is None or (identity and found.id != identity):
            return None
        missing = found.first - number
        if skipped == 0:
            return found if missing == 0 else None
        return found if missing >= 0 and missing // 255 <= skipped else None

    while offset < len(data):
        found = header(offset)
        if found:
            identity = found.id
            offset += found.size()
            number = found.end()
            skipped = 0
            try:
                yield ("frame", found) + found.read(data)
            except Wrong:
                yield ("unreadable", found)
            continue
        begin = offset
        while offset < len(data) and not found:
            following = data.find(MARKER[:1], offset + 1)
            following = len(data) if following < 0 else following
            skipped += following - offset
            offset = following
            found = header(offset) if offset < len(data) else None
        yield ("bytes", begin, offset)


class Segment:
    def __init__(self, name, data, identity, first):
        self.name = name
        self.data = data
        self.id = identity
        self.first = first
        self.log, self.sequence, _, self.epoch = identity
        self.limit = None
        self.header_is_damaged = False


class Folder:
    def __init__(self, path, signal):
        self.foreign = []
        self.unknown = []
        self.superseded = []
        self.segments = []
        for name in sorted(os.listdir(path)):
            matched = NAME.fullmatch(name)
            if not matched or not os.path.isfile(os.path.join(path, name)):
                self.foreign.append(name)
                continue
            with open(os.path.join(path, name), "rb") as file:
                self.look(name, int(matched.group(1)), file.read(), signal)
        self.choose()

    def look(self, name, number, data, signal):
        head = data[:HEADER]
        if len(head) == HEADER and head[:8] == MAGIC and crc32c(head[:68]) == int.from_bytes(head[68:], "big"):
            version, holds, log, sequence, salt, epoch, _, first = struct.unpack(">II16sIIIIQ", head[8:56])
            if natural(first, 8):
                if holds in SIGNALS.values() and holds != signal:
                    self.foreign.append(name)
                elif version != VERSION:
                    self.unknown.append(name)
                elif holds != signal:
                    self.foreign.append(name)
                else:
                    self.segments.append(Segment(name, data, (log, sequence, salt, epoch), first))
                return
        for found in scan(data, None, number):
            if found[0] == "frame":
                segment = Segment(name, data, found[1].id, number)
                segment.header_is_damaged = True
                self.segments.append(segment)
                return
            if found[0] == "unreadable" and found[1].version != VERSION:
                self.unknown.append(name)
                return
        self.foreign.append(name)

    def choose(self):
        if not self.segments:
            return
        files = {}
        for segment in self.segments:
            files[segment.log] = files.get(segment.log, 0) + 1
        ours = max(self.segments, key=lambda each: (files[each.log], each.epoch)).log
        ordered = []
        for segment in sorted(self.segments, key=lambda each: each.sequence):
            if segment.log != ours or (ordered and ordered[-1].sequence == segment.sequence):
                self.foreign.append(segment.name)
            else:
                ordered.append(segment)
        limit = None
        self.segments = []
        for segment in reversed(ordered):
            if limit is not None and segment.first > limit:
                self.superseded.append(segment.name)
                continue
            segment.limit = limit
            limit = segment.first
            self.segments.insert(0, segment)


class Replay:
    """Positions and the newest state, by what the frames promise."""

    def __init__(self, first):
        self.number = first.first
        self.epoch = first.epoch
        self.durable = 0
        self.positions = {}
        self.suspects = [] if first.sequence == 1 else [(first.first, {})]
        self.state = None
        self.parts = None

    def segment(self, segment):
        if segment.epoch != self.epoch:
            self.positions = dict(self.surviving())
            self.suspects = []
            self.durable = 0
            self.epoch = segment.epoch
        self.missing_up_to(segment.first)
        self.parts = None

    def surviving(self):
        return self.suspects[0][1] if self.suspects else self.positions

    def missing_up_to(self, number):
        if number > self.number:
            if number > self.durable:
                self.suspects.append((number, dict(self.positions)))
            self.number = number

    def frame(self, frame, moved, state):
        self.durable = max(self.durable, frame.durable_end)
        self.missing_up_to(frame.first)
        while self.suspects and self.suspects[0][0] <= self.durable:
            self.suspects.pop(0)
        self.number = frame.end()
        if state:
            self.state = state
        if not state or not state.snapshot:
            self.parts = None
            move(self.positions, moved)
            return
        number, part, parts = state.snapshot
        if part == 0:
            self.parts = (number, 0, {})
        if self.parts is None or self.parts[:2] != (number, part):
            self.parts = None
            return
        move(self.parts[2], moved)
        self.parts = (number, part + 1, self.parts[2])
        if part + 1 == parts:
            self.positions = self.parts[2]
            self.parts = None


def move(positions, moved):
    for key, value in moved:
        if value is None:
            positions.pop(key, None)
        else:
            positions[key] = value


class Report:
    """Walks all segments and says what is in them."""

    def __init__(self, folder):
        self.folder = folder
        self.facts = []
        self.end = 0
        self.replay = Replay(folder.segments[0]) if folder.segments else None
        for segment in folder.segments:
            self.walk(segment)
        self.end = self.number if folder.segments else 0

    def say(self, *words):
        self.facts.append(" ".join(str(word) for word in words))

    def damage(self, segment, begin, end, lost_to):
        lost_to = max(self.number, lost_to)
        self.say("damage", segment.name, begin, end, self.number, lost_to)
        self.number = lost_to

    def walk(self, segment):
        self.number = segment.first
        self.replay.segment(segment)
        self.say("segment", segment.name, segment.first)
        if segment.header_is_damaged:
            self.damage(segment, 0, HEADER, self.number)
        bad = None  # from, to; up to where frames were whole, and the number behind them
        for found in scan(segment.data, segment.id, segment.first):
            if found[0] == "frame":
                _, frame, raw_moves, message = found
                if segment.limit is not None and frame.end() > segment.limit:
                    self.close(segment, bad, frame.offset)
                    return
                if bad:
                    self.damage(segment, bad[0], bad[1], frame.first)
                    bad = None
                self.frame(segment, frame, raw_moves, message)
            else:
                begin, end = (
                    (found[1].offset, found[1].offset + found[1].size()) if found[0] == "unreadable" else found[1:]
                )
                bad = bad or [begin, end, begin, None]
                bad[1] = end
                if found[0] == "unreadable":
                    bad[2:] = [end, found[1].end()]
                    known = found[1].end()
                    self.replay.missing_up_to(known if segment.limit is None else min(known, segment.limit))
        self.close(segment, bad, len(segment.data))

    def close(self, segment, bad, at):
        """No good frame that counts follows."""
        if segment.limit is not None and self.number < segment.limit:
            self.damage(segment, bad[0] if bad else at, at, segment.limit)
            if bad:
                bad = None
        elif bad and bad[2] > bad[0]:
            known = bad[3] if segment.limit is None else min(bad[3], segment.limit)
            self.damage(segment, bad[0], bad[2], known)
            bad[0] = bad[2]
        if bad and bad[0] < bad[1]:
            self.say("rest", segment.name, bad[0], bad[1])
        if at < len(segment.data):
            self.say("rest", segment.name, at, len(segment.data))

    def frame(self, segment, frame, raw_moves, message):
        self.number = frame.end()
        state = None
        whole = True
        if frame.kind == 1:
            digest = hashlib.sha256(message).hexdigest()
            self.say("frame", segment.name, frame.offset, frame.first, frame.records, frame.codec, frame.taken, digest)
        elif message:
            try:
                state = State(message)
                self.say("state", segment.name, frame.offset)
            except Wrong:
                whole = False
                self.damage(segment, frame.offset, frame.offset + frame.size(), self.number)
        else:
            self.say("state", segment.name, frame.offset)
        try:
            moved = moves(raw_moves)
        except Wrong:
            moved = []
            whole = False
            self.damage(segment, frame.offset, frame.offset + frame.size(), self.number)
        if whole:
            self.replay.frame(frame, moved, state)
        else:
            self.replay.frame(frame, [], None)

    def sinks(self):
        state = self.replay.state if self.replay else None
        start = self.folder.segments[0].first if self.folder.segments else 0
        for name, account in state.sinks if state else []:
            first, cursor, *terms = account
            if cursor > self.end:
                if first >= self.end:
                    first, cursor, terms = self.end, self.end, [0, 0, 0, 0]
                else:
                    too_many = cursor - self.end
                    cursor = self.end
                    for i, term in enumerate(terms):
                        taken = min(too_many, term)
                        terms[i] -= taken
                        too_many -= taken
            if cursor < start:
                terms[2] += start - cursor
                cursor = start
            self.say("sink", name.decode(), first, *terms, self.end - cursor)

    def lines(self):
        folder = self.folder
        if folder.segments:
            self.say("log", uuid.UUID(bytes=folder.segments[0].log))
            self.sinks()
            for key, value in sorted(self.replay.surviving().items()):
                self.say("position", key.hex(), value.hex() or "-")
            self.say("end", self.end)
        for name in folder.foreign:
            self.say("foreign", name)
        for name in folder.unknown:
            self.say("unknown", name)
        for name in folder.superseded:
            self.say("superseded", name)
        return self.facts


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[2] not in SIGNALS:
        sys.exit(__doc__)
    for line in Report(Folder(sys.argv[1], SIGNALS[sys.argv[2]])).lines():
        print(line)
