"""The decisions file: what is written is read back, agrees with its schema, and damage is named."""

from __future__ import annotations

import json
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gated
from muqabala.errors import ReadError
from muqabala.gate.decisions import (
    AcceptedRendering,
    AddedFinding,
    Decision,
    Decisions,
    QuotedSpan,
    Reason,
    RenderingKind,
    Ruling,
    added_id,
    load,
    parse,
    render,
)
from muqabala.records import DepartureType, Severity, Span

SCHEMA = json.loads((resources.files("muqabala.gate") / "decisions.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

hashes = st.text("0123456789abcdef", min_size=64, max_size=64)
short = st.text("0123456789abcdef", min_size=12, max_size=12)
texts = st.text(st.characters(codec="utf-8"), max_size=20)
words = st.text("abc جسر48", min_size=1, max_size=12).filter(lambda text: text.strip())
spans = st.tuples(st.integers(0, 900), st.integers(0, 900)).map(lambda pair: Span(min(pair), max(pair)))
times = st.datetimes(datetime(2000, 1, 1)).map(lambda time: f"{time:%Y-%m-%dT%H:%M:%S}Z")
types, severities = st.sampled_from(DepartureType), st.sampled_from(Severity)

decisions = st.builds(
    Decision,
    article=texts,
    text_sha256=hashes,
    finding=st.builds(str.__add__, st.sampled_from(("c-", "d-", "o-")), short),
    decision=st.sampled_from(Ruling),
    reason=st.none() | st.sampled_from(Reason),
    type=st.none() | types,
    severity=st.none() | severities,
    span=st.none() | spans,
    note=texts,
    reviewer=texts,
    at=times,
)
sources = st.builds(QuotedSpan, document=texts, span=spans, words=words)


@st.composite
def findings(draw: st.DrawFn) -> AddedFinding:
    """A departure with words of the article, or something left out with a source."""
    here = draw(st.none() | st.tuples(spans, words))
    source = draw(sources if here is None else st.none() | sources)
    kind, said = draw(types), here[1] if here else ""
    name = added_id(kind, said, source)
    span = here[0] if here else None
    rest = draw(st.tuples(texts, hashes, severities, texts, texts, times))
    article, text, severity, note, reviewer, at = rest
    return AddedFinding(name, article, text, span, said, kind, severity, source, note, reviewer, at)


files = st.builds(
    Decisions,
    decisions=st.lists(decisions, max_size=4, unique_by=lambda d: (d.article, d.finding)).map(tuple),
    renderings=st.lists(
        st.builds(AcceptedRendering, article=words, source=words, kind=st.sampled_from(RenderingKind), note=texts),
        max_size=3,
    ).map(tuple),
    added=st.lists(findings(), max_size=3).map(tuple),
)


@given(files)
def test_what_is_written_is_read_back_and_agrees_with_the_schema(file: Decisions) -> None:
    text = render(file)
    VALIDATOR.validate(json.loads(text))
    again = parse(text)
    assert set(again.decisions) == set(file.decisions)
    assert set(again.renderings) == set(file.renderings)
    assert sorted(map(repr, again.added)) == sorted(map(repr, file.added))
    assert render(again) == text, "the same decisions give the same bytes"


def entry(**changes: object) -> dict[str, object]:
    return {**gated.decision("d1"), "article": "wire/1.txt", "finding": "d-0123456789ab"} | changes


def file(*entries: dict[str, object], **parts: Any) -> str:
    return json.dumps({"schema": "muqabala.decisions/1", "decisions": entries} | parts)


HUMAN = {
    "id": "h-0123456789ab",
    "article": "a",
    "text_sha256": "0" * 64,
    "span": [0, 1],
    "words": "x",
    "type": "name",
    "severity": "minor",
    "source": None,
    "note": "",
    "reviewer": "r",
    "at": "2024-06-21T06:30:00Z",
}

DAMAGED = [
    ("", "not JSON"),
    ("[]", "not an object"),
    ("{}", "schema is missing"),
    ('{"schema": "muqabala.report/1"}', "muqabala.report/1"),
    ('{"schema": "muqabala.decisions/2", "decisions": []}', "muqabala.decisions/2"),
    ('{"schema": "muqabala.decisions/1"}', "decisions is missing"),
    (file(entry(decision="perhaps")), "decisions[0].decision"),
    (file(entry(reason="because")), "decisions[0].reason"),
    (file(entry(severity="grave")), "decisions[0].severity"),
    (file(entry(span=[3, 1])), "decisions[0].span"),
    (file(entry(reviewer=None)), "decisions[0].reviewer"),
    (file(entry(), entry()), "decisions[1] decides d-0123456789ab of wire/1.txt a second time"),
    (file(renderings=[{"article": " ", "source": "x", "kind": "name"}]), "renderings[0].article holds no word"),
    (file(renderings=[{"article": "x", "source": "x", "kind": "place"}]), "renderings[0].kind"),
    (file(added=[HUMAN | {"span": None}]), "added[0] has neither a span"),
    (file(added=[HUMAN | {"words": ""}]), "added[0].words holds no word"),
]


@pytest.mark.parametrize(("text", "problem"), DAMAGED)
def test_damage_is_named_with_its_place(text: str, problem: str) -> None:
    with pytest.raises(ReadError) as caught:
        parse(text, "ours.json")
    assert str(caught.value).startswith("ours.json: ")
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    "change",
    [
        {"finding": "h-0123456789ab"},
        {"text_sha256": "0"},
        {"at": "yesterday"},
        {"decision": "perhaps"},
        {"reason": "because"},
        {"span": [1]},
        {"type": "style"},
    ],
)
def test_the_schema_turns_down_what_is_none_of_its_words(change: dict[str, object]) -> None:
    assert not VALIDATOR.is_valid(json.loads(file(entry(**change))))
    assert VALIDATOR.is_valid(json.loads(file(entry())))


@pytest.mark.parametrize("change", [{"span": None, "words": ""}, {"words": ""}])
def test_the_schema_wants_an_added_finding_to_stand_somewhere(change: dict[str, object]) -> None:
    assert VALIDATOR.is_valid(json.loads(file(added=[HUMAN])))
    assert not VALIDATOR.is_valid(json.loads(file(added=[HUMAN | change])))


def test_fields_of_later_versions_are_ignored() -> None:
    (one,) = parse(file(entry(mood="calm"), weather="fair")).decisions
    assert (one.finding, one.decision, one.reviewer) == ("d-0123456789ab", Ruling.DISMISS, "Huda")


def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"gone\.json: No such file"):
        load(tmp_path / "gone.json")
    (tmp_path / "raw.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ReadError, match=r"raw\.json: it is not UTF-8"):
        load(tmp_path / "raw.json")


def test_ids_of_added_findings_depend_on_the_words_and_not_on_where_they_stand() -> None:
    here, there = QuotedSpan("s", Span(3, 8), "48 cars"), QuotedSpan("s", Span(90, 95), "48 cars")
    first = added_id(DepartureType.NUMBER, "٨٤ سيارة", here)
    assert first == added_id(DepartureType.NUMBER, "84 سيارة", there), "folded: the digits are the same"
    others = {
        added_id(DepartureType.NAME, "84 سيارة", here),
        added_id(DepartureType.NUMBER, "85 سيارة", here),
        added_id(DepartureType.NUMBER, "84 سيارة", None),
        added_id(DepartureType.NUMBER, "84 سيارة", here, 2),
    }
    assert len(others | {first}) == 5
