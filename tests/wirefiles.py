"""Many different wire files made from the samples in tests/wire, a share of them damaged on purpose."""

from __future__ import annotations

import io
import random
import zipfile
from functools import lru_cache
from pathlib import Path

from muqabala.read import read_all

WIRE = Path(__file__).parent / "wire"
_INCOMPLETE = ("scan.pdf", "feed.rss", "feed.atom", "newsmessage.xml")  # each names something it does not carry
GOOD = tuple(sorted(path.name for path in WIRE.iterdir() if path.name not in _INCOMPLETE))
DAMAGES = ("cut.docx", "cut.xml", "cut.json", "garbage.pdf", "binary.txt", "bare.html", "locked.zip", "scan.pdf")


def make(folder: Path, files: int, damaged: int, seed: int = 1) -> tuple[set[str], set[str]]:
    """`files` files in a folder, `damaged` of them so that nobody can read them; the names of the good and the bad."""
    chance = random.Random(seed)
    bad_places = set(chance.sample(range(files), damaged))
    good: set[str] = set()
    bad: set[str] = set()
    for number in range(files):
        damage = DAMAGES[number % len(DAMAGES)]
        base = damage if number in bad_places else GOOD[number % len(GOOD)]
        name = f"{number:04}.{base.partition('.')[2]}"
        data = broken(damage, chance) if number in bad_places else unique(base, number)
        (folder / name).write_bytes(data)
        (bad if number in bad_places else good).add(name)
    return good, bad


def unique(name: str, number: int) -> bytes:
    """A sample whose bytes, and whose provider's ids, no other file has."""
    data = (WIRE / name).read_bytes()
    if name.endswith(".docx"):
        with io.BytesIO(data) as stream:
            with zipfile.ZipFile(stream, "a") as archive:
                archive.comment = str(number).encode()
            return stream.getvalue()
    if name.endswith(".pdf"):
        return data + b"\n%% %d\n" % number
    for item in _items(name):
        data = data.replace(item, item + b"-%d" % number)
    return data + (b"" if name.endswith(".iptc") else b"\n" * (number % 97)) + (_mark(name, number))


def _mark(name: str, number: int) -> bytes:
    """Bytes at the end that change nothing: a comment, or white space that spells the number."""
    if name.endswith((".xml", ".html")):
        return b"<!-- %d -->\n" % number
    return bytes(b" \t"[int(bit)] for bit in f"{number:b}") + b"\n"


@lru_cache
def _items(name: str) -> tuple[bytes, ...]:
    found = (document.metadata.wire for document in read_all(WIRE / name).documents)
    return tuple(sorted({wire.item.encode() for wire in found if wire and wire.item}))


def broken(damage: str, chance: random.Random) -> bytes:
    """Bytes of that name that no reader can make an article of."""
    noise = chance.randbytes(600)
    match damage:
        case "cut.docx":
            return (WIRE / "story.en.docx").read_bytes()[:2000] + noise
        case "cut.xml":
            return (WIRE / "newsitem.en.xml").read_bytes()[:300] + noise[:4].hex().encode()
        case "cut.json":
            return (WIRE / "ninjs1.en.json").read_bytes()[:200] + noise[:4].hex().encode()
        case "garbage.pdf":
            return b"%PDF-1.7\n" + noise
        case "binary.txt":
            return b"\0\1\2" + noise
        case "bare.html":
            return b"<html><body><img src='%s'></body></html>" % noise[:8].hex().encode()
        case "locked.zip":
            return b"PK\3\4" + noise
        case _:
            return (WIRE / "scan.pdf").read_bytes() + b"\n%% %s\n" % noise[:8].hex().encode()
