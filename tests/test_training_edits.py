"""Edits of a faithful line become lines whose departing words are marked where they stand."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from training.aside import is_aside
from training.cross_reader import edits
from training.cross_reader.edits import EDITS, Edit, Swap, made
from training.cross_reader.examples import TYPES

LINE = "قالت الوزارة إن النقابات قد تقبل الاتفاق غداً"


def edit(kind: str | None, *swaps: tuple[str, str]) -> Edit:
    return Edit(tuple(Swap(LINE.index(old), old, new) for old, new in swaps), kind)


LATER = edit(None, ("غداً", "يوم الخميس المقبل"))
REPORTED = edit(None, ("قالت الوزارة إن", "بحسب الوزارة فإن"))
SURE = edit("certainty", ("قد تقبل الاتفاق", "ستقبل الاتفاق"))
SWAPPED = edit("relation", ("الوزارة إن", "النقابات إن"), ("النقابات قد", "الوزارة قد"))
ADDED = edit("added", ("الاتفاق غداً", "الاتفاق المهين غداً"))
LEFT_OUT = edit("qualifier", ("إن النقابات", "النقابات"))


@pytest.mark.parametrize(
    ("own", "text", "departing"),
    [
        ((), LINE, []),
        ((LATER,), "قالت الوزارة إن النقابات قد تقبل الاتفاق يوم الخميس المقبل", []),
        ((SURE,), "قالت الوزارة إن النقابات ستقبل الاتفاق غداً", ["ستقبل"]),
        ((SURE, LATER, REPORTED), "بحسب الوزارة فإن النقابات ستقبل الاتفاق يوم الخميس المقبل", ["ستقبل"]),
        ((SWAPPED,), "قالت النقابات إن الوزارة قد تقبل الاتفاق غداً", ["النقابات", "الوزارة"]),
        ((ADDED,), "قالت الوزارة إن النقابات قد تقبل الاتفاق المهين غداً", ["المهين"]),
        ((LEFT_OUT,), "قالت الوزارة النقابات قد تقبل الاتفاق غداً", ["النقابات"]),
    ],
    ids=["as it is", "faithful", "bent", "both", "two places", "words put in", "words left out"],
)
def test_edits_are_made_and_only_departing_words_marked(own: tuple[Edit, ...], text: str, departing: list[str]) -> None:
    line, spans = made(LINE, own)
    assert line == text
    assert [line[start:end] for _, start, end in spans] == departing
    assert {kind for kind, _, _ in spans} <= {one.type for one in own}


def test_edits_of_the_same_words_never_meet_in_one_line() -> None:
    assert not SURE.apart(ADDED)
    assert not SWAPPED.apart(REPORTED)
    assert SURE.apart(LATER)


def test_every_edit_fits_its_line() -> None:
    rows = [json.loads(line) for line in EDITS.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        for one in row["edits"]:
            assert one["type"] is None or one["type"] in TYPES
            assert one["reader"] in ("agreed", "disagreed")
            for start, old, new in one["swaps"]:
                assert row["ar"][start : start + len(old)] == old != new
                assert new.strip()


def test_lines_made_of_edits_are_balanced_and_whole() -> None:
    lines = list(edits.lines(EDITS))
    assert lines == list(edits.lines(EDITS)), "drawn anew each time"
    departs = Counter(line.departs for line in lines)
    assert 0.3 < departs[False] / len(lines) < 0.5
    for line in lines:
        assert bool(line.spans) == line.departs
        for _, start, end in line.spans or ():
            assert line.claim[start:end].strip()
            assert not re.match(r"\w", line.claim[end : end + 1] or " "), "ends inside a word"
    bases = {line.group for line in lines}
    assert 0.05 < sum(map(is_aside, bases)) / len(bases) < 0.12
