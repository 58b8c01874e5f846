#!/usr/bin/python3
"""read_events.py <event file> <CSV file>: whether both say the same.

The event file is read by the format's description alone: records of TFRecord with masked CRC-32C (RFC 3720), messages of protocol
buffers. If the package tensorboard is installed, it reads the file, too.
"""
import csv
import struct
import sys


def crc32c(data):
    """Bit by bit: the remainder of the reflected polynomial 0x1EDC6F41."""
    crc = 0xffffffff
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82f63b78 if crc & 1 else 0)
    return crc ^ 0xffffffff


assert crc32c(b'123456789') == 0xe3069283


def masked(data):
    crc = crc32c(data)
    return ((crc >> 15 | crc << 17) + 0xa282ead8) & 0xffffffff


def records(data):
    at = 0
    while at < len(data):
        length, check = struct.unpack_from('<QI', data, at)
        assert check == masked(data[at:at + 8]), f'checksum of the length at {at}'
        body = data[at + 12:at + 12 + length]
        check, = struct.unpack_from('<I', data, at + 12 + length)
        assert check == masked(body), f'checksum of the record at {at}'
        yield body
        at += 16 + length


def fields(message):
    """(number, value) of each field."""
    def varint(at):
        value = shift = 0
        while True:
            value |= (message[at] & 0x7f) << shift
            shift += 7
            at += 1
            if message[at - 1] < 0x80:
                return value, at

    at = 0
    while at < len(message):
        key, at = varint(at)
        number, kind = key >> 3, key & 7
        if kind == 0:
            value, at = varint(at)
        elif kind == 1:
            value, at = struct.unpack_from('<d', message, at)[0], at + 8
        elif kind == 2:
            length, at = varint(at)
            value, at = message[at:at + length], at + length
            assert len(value) == length
        else:
            assert kind == 5, f'wire type {kind}'
            value, at = struct.unpack_from('<f', message, at)[0], at + 4
        yield number, value


def single(x):
    return struct.unpack('<f', struct.pack('<f', x))[0]


events, lines = sys.argv[1:]
with open(lines, newline='') as file:
    expected = {(int(row['epoch']), name): single(float(value))
                for row in csv.DictReader(file) for name, value in row.items() if name != 'epoch' and value}
assert len({name for _, name in expected}) == 5 and len(expected) == 5 * 200, sorted({name for _, name in expected})

first, *rest = records(open(events, 'rb').read())
assert dict(fields(first))[3] == b'brain.Event:2'
found, time = {}, dict(fields(first))[1]
for record in rest:
    event = dict(fields(record))
    assert event[1] >= time > 1.6e9                            # seconds since 1970, in order
    time = event[1]
    for number, value in fields(event[5]):
        assert number == 1
        value = dict(fields(value))
        found[event[2], value[1].decode()] = value[2]
assert found == expected, set(found.items()) ^ set(expected.items())

try:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
except ImportError:
    print(f'{len(found)} values; TensorBoard is not installed')
else:
    log = EventAccumulator(events, size_guidance={'scalars': 0})
    log.Reload()
    assert {(s.step, name): s.value for name in log.Tags()['scalars'] for s in log.Scalars(name)} == expected
    print(f'{len(found)} values, also by TensorBoard')
