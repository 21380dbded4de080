"""Damaged files by the ten thousand into every reader: none may crash it, hang it, or come out as a broken article.

    python benchmarks/fuzz_readers.py [--inputs N] [--seed S] [--data FILE] [FORMAT…]

Each format starts from its sample files in tests/wire. For every input the whole way of a file is gone: reader chosen,
members opened, ids given, versions sorted out. Printed are the inputs, how many still gave an article, the slowest one,
and the branch coverage of the reading modules. The exit status is 1 when anything but an article or a `ReadError` came
out; such an input is kept in the folder for temporary files.
"""

from __future__ import annotations

import argparse
import io
import random
import signal
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import coverage

ROOT = Path(__file__).parent.parent
WIRE = ROOT / "tests" / "wire"
sys.path.insert(0, str(ROOT / "tests"))

LIMIT = 5
"""Seconds of processor time after which an input counts as a hang."""
TRACED = 500
"""How many inputs of each format coverage is measured over: tracing doubles the time, and later ones add little."""
FORMATS = {
    "newsml": (22_000, ("newsitem.en.xml", "newsitem.ar.xml", "newsmessage.xml")),
    "nitf": (18_000, ("nitf.en.xml",)),
    "ninjs": (20_000, ("ninjs1.en.json", "ninjs2.ar.json", "ninjs3.en.json")),
    "feed": (18_000, ("feed.rss", "feed.atom")),
    "iptc7901": (10_000, ("message.en.iptc", "message.ar.txt")),
    "mail": (6_000, ("mail.ar.eml",)),
    "markdown": (3_000, ("../example/article.ar.md",)),
    "zip": (2_000, ()),
    "html": (3_000, ("page.ar.html", "page.en.html")),
    "docx": (2_000, ("story.ar.docx", "story.en.docx")),
    "pdf": (2_000, ("page.ar.pdf", "columns.en.pdf")),
}
"""Inputs a format in a full run, and the sample files they grow from."""


@dataclass(slots=True)
class Tally:
    """What came of the inputs of a format; `slowest` in seconds."""

    inputs: int = 0
    read: int = 0
    slowest: float = 0.0
    failures: int = 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("formats", nargs="*", choices=[[], *FORMATS], help="which formats (default: all)")
    parser.add_argument("--inputs", type=int, help="inputs a format instead of those in the table")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", help="file for the coverage data: runs of several formats at once can be combined")
    asked = parser.parse_args()
    measured = coverage.Coverage(branch=True, source_pkgs=["muqabala.read"], data_file=asked.data)
    tallies = {}
    for name in asked.formats or FORMATS:
        chance = random.Random(f"{asked.seed}/{name}")
        tallies[name] = fuzz(name, asked.inputs or FORMATS[name][0], chance, measured)
        print(row(name, tallies[name]), flush=True)
    show(tallies, measured)
    return 1 if any(tally.failures for tally in tallies.values()) else 0


def fuzz(name: str, inputs: int, chance: random.Random, measured: coverage.Coverage) -> Tally:
    """Run the inputs of one format, the first ones under coverage."""
    from mutating import mutated, repacked

    seeds = list(seed_files(name))
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        measured.start()
        for number in range(inputs):
            if number == TRACED:
                measured.stop()
            seed = seeds[number % len(seeds)]
            data = seed.data
            if number >= len(seeds):  # the first are the sound ones
                packed = seed.suffix in (".zip", ".docx") and chance.random() < 0.7
                data = repacked(data, chance) if packed else mutated(data, chance, [other.data for other in seeds])
            one(Path(folder) / f"input{seed.suffix}", data, tally)
        measured.stop()
    return tally


@dataclass(frozen=True, slots=True)
class Seed:
    """A sound file to begin with."""

    suffix: str
    data: bytes


def seed_files(name: str) -> Iterator[Seed]:
    """The sample files of a format; for PDF also small ones without compression, for archives the samples packed."""
    from pdfs import Drawn, pdf

    for file in FORMATS[name][1]:
        yield Seed(Path(file).suffix, (WIRE / file).read_bytes())
    if name == "pdf":
        for lines in (("Some words stand here.", "And some more."), ("ةنيدملا سلجم رقأ", "ةطخ (48%) ءاعبرلأا")):
            yield Seed(".pdf", pdf([Drawn(line, base=780 - 20 * at) for at, line in enumerate(lines)]))
    if name == "zip":
        yield Seed(
            ".zip", packed([path for path in sorted(WIRE.iterdir()) if path.suffix in (".xml", ".txt", ".json")])
        )
        yield Seed(".zip", packed([WIRE / "mail.ar.eml", WIRE / "feed.rss"]))


def packed(paths: Sequence[Path]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in paths:
            archive.writestr(zipfile.ZipInfo(f"wire/{path.name}"), path.read_bytes())
    return out.getvalue()


def one(path: Path, data: bytes, tally: Tally) -> None:
    """Read one input and check what comes out."""
    from muqabala.errors import ReadError
    from muqabala.read import read_all

    path.write_bytes(data)
    tally.inputs += 1
    start = time.process_time()
    try:
        with alarm():
            reading = read_all(path)
            tally.read += 1
            for document in reading.documents:
                check(document)
    except ReadError as error:
        if not (error.problem and error.advice):
            keep(data, path, "an error without words", tally)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        keep(data, path, f"{type(error).__name__}: {error}", tally)
    tally.slowest = max(tally.slowest, time.process_time() - start)


def check(document: object) -> None:
    """An article is whole: blocks in order within the text, trimmed, nothing that no UTF-8 file can hold."""
    from muqabala.records import Document

    assert isinstance(document, Document)
    document.text.encode()
    document.id.encode()
    end = 0
    for block in document.blocks:
        assert end <= block.span.start < block.span.end <= len(document.text), "blocks out of order"
        words = block.span.of(document.text)
        assert words == words.strip(), "a block is not trimmed"
        end = block.span.end
    assert document.blocks, "an article without text"
    assert "/" not in document.stem.removeprefix("/"), "a name that is a path"


def keep(data: bytes, path: Path, problem: str, tally: Tally) -> None:
    tally.failures += 1
    kept = Path(tempfile.gettempdir()) / f"fuzz-{tally.failures}-{hash(data) & 0xFFFFFF:06x}{path.suffix}"
    kept.write_bytes(data)
    print(f"  FAILED {kept}: {problem}", flush=True)


@contextmanager
def alarm() -> Iterator[None]:
    """TimeoutError after the limit."""

    def ring(*_: object) -> None:
        raise TimeoutError("a hang")

    signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def row(name: str, tally: Tally) -> str:
    return (
        f"{name:<9} {tally.inputs:>7,} inputs  {tally.read:>7,} gave articles  slowest {tally.slowest:5.2f} s  "
        f"{tally.failures} failures"
    )


def show(tallies: dict[str, Tally], measured: coverage.Coverage) -> None:
    total = sum(tally.inputs for tally in tallies.values())
    print(f"\n{total:,} inputs, {sum(tally.failures for tally in tallies.values())} failures\n")
    if measured.config.data_file:
        measured.save()
    measured.report(show_missing=False, skip_empty=True)


if __name__ == "__main__":
    sys.exit(main())
