"""Damage to files, the same for the same seed: what transmission, careless tools and malice do to bytes."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Sequence

_TOKENS = (
    *(b"<", b">", b"</p>", b"<p>", b"&", b"&#0;", b"&#x110000;", b"&nbsp;", b"<![CDATA[", b"]]>", b"<!--", b"-->"),
    *(b'<!DOCTYPE a [<!ENTITY b "c">]>', b"<?xml version='1.0' encoding='utf-7'?>", b"xml:lang='\xff'", b"<br/><br/>"),
    *(b"{", b"}", b"[", b"]", b'"', b"null", b"-1", b"1e999", b'"\\ud800"', b'"uri":', b"\\u0000", b"[[[[[[[["),
    *(b"\x01", b"\x02", b"\x03", b"\x04", b"\x00", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xe2\x80\xae", b"\r\n\r\n"),
    *(
        b"Content-Type: ",
        b"boundary=",
        b"charset=",
        b"=?utf-8?b?",
        b"?=",
        b"base64",
        b"multipart/mixed;",
        b"message/rfc822",
    ),
    *(
        b"obj",
        b"endobj",
        b"stream",
        b"endstream",
        b"<<",
        b">>",
        b"/Length ",
        b"/Filter/FlateDecode",
        b"xref",
        b"Tj",
        b"Tm",
    ),
    *(b"0", b"9999999999", b"-0.0", b"2024-13-45", b"T25:61", b"  ", b"\t", "ال".encode(), "ة".encode(), b"\xd9"),
)
_LONGEST = 400_000


def mutated(data: bytes, chance: random.Random, others: Sequence[bytes] = ()) -> bytes:
    """The bytes with one to a few damages; `others` are files of the same format to mix in."""
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        data = chance.choice(_DAMAGES)(data, chance, others)[:_LONGEST]
    return data


def repacked(data: bytes, chance: random.Random) -> bytes:
    """A ZIP container with a damaged member, whole again outside: the damage reaches what reads the member."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [(info.filename, archive.read(info)) for info in archive.infolist() if not info.is_dir()]
    at = chance.randrange(len(members))
    texts = [
        index for index, (name, _) in enumerate(members) if name.endswith(("document.xml", ".txt", ".xml", ".json"))
    ]
    at = chance.choice(texts) if texts and chance.random() < 0.8 else at
    members[at] = (members[at][0], mutated(members[at][1], chance))
    if chance.random() < 0.1:
        members[at] = (chance.choice(("../../x.txt", "/etc/x", "a\x00b.txt", "x" * 300, "x.zip")), members[at][1])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


def _flip(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    if not data:
        return b"\x00"
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]


def _cut(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _drop(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data[:start] + data[start + chance.choice((1, 4, 30, 300)) :]


def _repeat(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    start = chance.randrange(len(data) + 1)
    part = data[start : start + chance.choice((1, 8, 60, 600))]
    return data[:start] + part * chance.choice((2, 3, 40)) + data[start:]


def _insert(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(_TOKENS) * chance.choice((1, 1, 1, 5, 700)) + data[at:]


def _mix(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    other = chance.choice(others) if others else data
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]


def _noise(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    start = chance.randrange(len(data) + 1)
    length = chance.choice((2, 16, 200))
    return data[:start] + chance.randbytes(length) + data[start + length :]


def _number(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    found = list(re.finditer(rb"\d+", data[:20_000]))
    if not found:
        return data
    at = chance.choice(found)
    return data[: at.start()] + chance.choice((b"0", b"-1", b"99999999999", b"1.5", b"")) + data[at.end() :]


_DAMAGES: tuple[Callable[[bytes, random.Random, Sequence[bytes]], bytes], ...] = (
    *(_flip, _flip, _cut, _drop, _repeat, _insert, _insert, _mix, _noise, _number),
)
