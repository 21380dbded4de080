"""The trained weights in the package are those that were recorded, and read as they did."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benches import DEPARTURES, OWN
from muqabala.embed import nano
from muqabala.fold import folded
from muqabala.judge.cross_reader import CrossReader
from training.aside import is_aside
from training.cross_reader import edits
from training.cross_reader.edits import EDITS
from training.cross_reader.evidence import retrieved
from training.cross_reader.examples import TYPES, WRITTEN, retellings
from training.cross_reader.measure import RECEIPT, on_aside

if TYPE_CHECKING:
    from muqabala.embed.encoder import Encoder

WEIGHTS = Path(str(files("muqabala.data").joinpath("cross_reader.npz")))
MOST_BYTES = 25_000_000


@pytest.fixture(scope="module")
def receipt() -> dict[str, float]:
    found: dict[str, float] = json.loads(RECEIPT.read_text(encoding="utf-8"))
    return found


def test_the_shipped_weights_are_the_recorded_ones(receipt: dict[str, object]) -> None:
    assert nano.digest(WEIGHTS) == receipt["sha256"]
    assert WEIGHTS.stat().st_size == receipt["bytes"]
    assert WEIGHTS.stat().st_size <= MOST_BYTES


def test_they_read_retellings_they_never_saw_as_recorded(receipt: dict[str, float], encoder: Encoder) -> None:
    reader = CrossReader.shipped(nano.SHA256)
    assert reader is not None
    assert on_aside(reader, encoder, 50) == pytest.approx(receipt["auc_aside_first_50"], abs=0.003)


@pytest.mark.parametrize("path", WRITTEN, ids=[path.stem for path in WRITTEN])
def test_retellings_are_whole(path: Path) -> None:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        assert row["reader"] in ("agreed", "disagreed")
        assert not re.match("[^\u0600-\u06ff]*[A-Za-z]", row["ar"]), "English before the Arabic"
        for departure in row["departures"]:
            start = departure["start"]
            assert departure["span"]
            assert departure["type"] in TYPES
            assert row["ar"][start : start + len(departure["span"])] == departure["span"]
    by_base: dict[str, set[bool]] = {}
    for row in rows:
        by_base.setdefault(row["base"], set()).add(bool(row["departures"]))
    assert all(kinds == {True, False} for kinds in by_base.values()), "a source without a faithful or a bent line"
    assert 0.05 < sum(map(is_aside, by_base)) / len(by_base) < 0.12


def test_lines_are_held_against_what_a_check_finds_of_their_source(encoder: Encoder, tmp_path: Path) -> None:
    stories = next(path for path in WRITTEN if path.stem == "stories")
    lines = list(retellings(stories, "own"))[:40]
    own = {line.claim: line.evidence for line in lines}
    cache = tmp_path / "evidence.json"
    held = retrieved(lines, encoder, cache)
    assert [(line.claim, line.departs, line.spans) for line in held] == [
        (line.claim, line.departs, line.spans) for line in lines
    ]
    assert sum(line.evidence[0] in own[line.claim] for line in held) >= 39, "a line held against another's source"
    assert any(set(line.evidence) - set(own[line.claim]) for line in held), "no sentence of a neighbour"
    assert any(len(line.evidence) < len(own[line.claim]) for line in held), "no sentence of its own left out"
    before = encoder.tokens
    assert retrieved(lines, encoder, cache) == held
    assert encoder.tokens == before, "what was found before is not looked for again"


@pytest.mark.parametrize("bench", [OWN, DEPARTURES], ids=["own", "departures"])
def test_no_retelling_is_taken_from_a_benchmark(bench: Path, require: Callable[[bool, str], None]) -> None:
    """Eight words in a row that two texts share were copied from one to the other."""
    require(bench.is_dir(), f"{bench.name} is not beside this checkout")
    known = {
        run for path in bench.rglob("*") if path.suffix in (".md", ".txt") for run in runs(path.read_text("utf-8"))
    }
    assert len(known) > 1000
    rows = [json.loads(line) for path in (*WRITTEN, EDITS) for line in path.read_text(encoding="utf-8").splitlines()]
    edited = (edits.made(pair.ar, [edit])[0] for pair in edits.read(EDITS) for edit in pair.edits)
    texts = dict.fromkeys([*(row[side] for row in rows for side in ("en", "ar")), *edited])
    assert [text for text in texts if runs(text) & known] == []


def runs(text: str, length: int = 8) -> set[str]:
    """All runs of so many words."""
    words = re.findall(r"\w+", folded(text))
    return {" ".join(words[start : start + length]) for start in range(len(words) - length + 1)}
