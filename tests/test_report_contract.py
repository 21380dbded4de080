from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reports
from muqabala.errors import ConfigError, ReadError
from muqabala.records import (
    Basis,
    Citation,
    Claim,
    Departure,
    DepartureType,
    Document,
    Evidence,
    Judgement,
    Metadata,
    Omission,
    Report,
    Severity,
    Skip,
    Source,
    SourceSpan,
    Span,
    Verdict,
)
from muqabala.report import WRITERS, write
from muqabala.report.contract import load, parse, render

SCHEMA = json.loads((resources.files("muqabala.report") / "report.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def as_json(report: Report) -> Any:
    return json.loads(render(report))


# What the file says


def test_words_are_the_words_of_the_spans() -> None:
    value = as_json(reports.report())
    article = value["article"]["text"]
    sources = {source["id"]: source["text"] for source in value["sources"]}
    for claim in value["claims"]:
        assert claim["text"] == article[slice(*claim["span"])]
        for evidence in claim["evidence"]:
            assert evidence["text"] == sources[evidence["source"]][slice(*evidence["span"])]
    for omission in value["omissions"]:
        assert omission["text"] == sources[omission["source"]][slice(*omission["span"])]


def test_a_departure_shows_both_sides_and_a_sentence() -> None:
    number = as_json(reports.report())["claims"][1]["departures"][2]
    assert number["code"] == "MQ201"
    assert number["message"] == "The article says 84 ألف; the source says 48,000."
    assert number["source"]["id"] == "courier.md"
    assert reports.SOURCE[slice(*number["source"]["span"])] == "48,000"


def test_the_summary_counts_every_verdict_and_type() -> None:
    summary = as_json(reports.report())["summary"]
    assert summary["claims"] == 7
    assert summary["by_verdict"]["contradicted"] == 2
    assert set(summary["by_verdict"]) == set(Verdict)
    assert summary["by_type"]["number"] == 2
    assert summary["by_type"]["quote"] == 0
    assert "omitted" not in summary["by_type"]
    assert (summary["omitted"], summary["omitted_above_info"]) == (3, 2)


def test_scores_have_four_decimals_and_settings_are_exact() -> None:
    report = reports.report()
    tiny = replace(report, signature=replace(report.signature, settings={"epsilon": 1e-9}))
    value = as_json(tiny)
    assert value["claims"][0]["departure_score"] == 0.1235
    assert value["signature"]["settings"]["epsilon"] == 1e-9


def test_text_is_readable_and_ends_with_a_newline() -> None:
    text = render(reports.report())
    assert "جسر المرفأ" in text
    assert text.startswith('{\n "schema": "muqabala.report/1"')
    assert text.endswith("}\n")


def test_equal_reports_are_equal_bytes_whatever_the_order_of_their_mappings() -> None:
    report = reports.report()
    turned = dict(reversed(list(report.signature.settings.items())))
    assert render(replace(report, signature=replace(report.signature, settings=turned))) == render(report)


def test_a_finding_in_a_document_that_is_not_carried_is_refused() -> None:
    report = reports.report()
    with pytest.raises(ValueError, match=r"courier\.md"):
        render(replace(report, sources=report.sources[1:]))


# The schema


@pytest.mark.parametrize("make", [reports.report, reports.hostile, reports.nothing_checked])
def test_reports_keep_to_the_schema(make: Callable[[], Report]) -> None:
    VALIDATOR.validate(as_json(make()))


def _set(*path: str | int, to: Any) -> Callable[[Any], None]:
    def change(value: Any) -> None:
        for step in path[:-1]:
            value = value[step]
        value[path[-1]] = to

    return change


def _drop(*path: str | int) -> Callable[[Any], None]:
    def change(value: Any) -> None:
        for step in path[:-1]:
            value = value[step]
        del value[path[-1]]

    return change


NUMBER = ("claims", 1, "departures", 2)
BROKEN = {
    "another format": _set("schema", to="muqabala.report/2"),
    "no signature": _drop("signature"),
    "no article text": _drop("article", "text"),
    "hash too short": _set("article", "text_sha256", to="abc"),
    "date written out": _set("article", "date", to="6 May 2024"),
    "month 13": _set("article", "date", to="2024-13"),
    "language name": _set("article", "lang", to="Arabic (Syria)"),
    "unknown verdict": _set("claims", 0, "verdict", to="true"),
    "claim id of a departure": _set("claims", 0, "id", to="d-000000000001"),
    "short departure id": _set(*NUMBER, "id", to="d-1"),
    "unknown type": _set(*NUMBER, "type", to="typo"),
    "unknown severity": _set(*NUMBER, "severity", to="fatal"),
    "unknown basis": _set(*NUMBER, "basis", to="guess"),
    "code of another type": _set(*NUMBER, "code", to="MQ301"),
    "no code": _set(*NUMBER, "code", to="W201"),
    "negative offset": _set(*NUMBER, "span", to=[-1, 4]),
    "three offsets": _set(*NUMBER, "span", to=[1, 2, 3]),
    "fractional offset": _set(*NUMBER, "span", to=[1.5, 2]),
    "confidence in percent": _set(*NUMBER, "confidence", to=97),
    "no message": _drop(*NUMBER, "message"),
    "supported with a major departure": _set("claims", 1, "verdict", to="supported"),
    "contradicted by nothing": _set("claims", 1, "departures", to=[]),
    "review without a reason": _set("claims", 4, "reason", to=None),
    "not in the source, nothing added": _set("claims", 5, "departures", to=[]),
    "omission code of a departure": _set("omissions", 0, "code", to="MQ201"),
    "unknown kind": _set("sources", 0, "kind", to="summary"),
    "negative count": _set("summary", "claims", to=-1),
    "skipped without a reason": _drop("skipped", 0, "reason"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_reports_do_not_keep_to_the_schema(name: str) -> None:
    value = as_json(reports.report())
    BROKEN[name](value)
    assert not VALIDATOR.is_valid(value)


def test_the_schema_lets_later_fields_pass_and_says_what_it_cannot_say() -> None:
    value = as_json(reports.report())
    value["claims"][0]["later"] = value["later"] = {"any": 1}
    VALIDATOR.validate(value)
    assert "cannot be said in JSON Schema" in SCHEMA["description"]


# Reading back


def test_a_report_comes_back_whole(tmp_path: Path) -> None:
    report = reports.report()
    path = write(report, ["json"], tmp_path)[0]
    back = load(path)
    assert back.signature == report.signature
    assert back.omissions == report.omissions
    assert back.skipped == report.skipped
    assert [judged.departures for judged in back.judgements] == [judged.departures for judged in report.judgements]
    assert [judged.verdict for judged in back.judgements] == [judged.verdict for judged in report.judgements]
    assert [source.document.text for source in back.sources] == [source.document.text for source in report.sources]
    assert [block.span for block in back.article.blocks] == [block.span for block in report.article.blocks]
    assert render(back) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("candidates", [0, 3])
def test_how_many_texts_a_citation_may_mean_comes_back(tmp_path: Path, candidates: int) -> None:
    cited = Citation(Span(0, 3), "Reuters", candidates=candidates)
    report = replace(reports.report(), citations=(cited,))
    (back,) = load(write(report, ["json"], tmp_path)[0]).citations
    assert back == cited
    (written,) = as_json(report)["article"]["cites"]
    assert written.get("candidates", 0) == candidates
    VALIDATOR.validate(as_json(report))


def test_unknown_fields_are_ignored() -> None:
    value = as_json(reports.report())
    value["later"] = 1
    value["claims"][1]["departures"][0]["later"] = [1]
    value["article"]["later"] = {"a": None}
    assert parse(json.dumps(value)) == parse(render(reports.report()))


def test_a_byte_order_mark_is_no_obstacle(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(render(reports.report()), encoding="utf-8-sig")
    assert load(path) == parse(render(reports.report()))


DAMAGED = {
    "reversed span": (_set(*NUMBER, "span", to=[9, 4]), r"claims\[1\]\.departures\[2\]\.span"),
    "span beyond the text": (_set("claims", 0, "span", to=[0, 10**6]), r"claims\[0\]\.span"),
    "truth value as an offset": (_set("claims", 0, "span", to=[False, True]), r"claims\[0\]\.span"),
    "unknown verdict": (_set("claims", 0, "verdict", to="true"), r"claims\[0\]\.verdict.*'true'"),
    "score above one": (_set("claims", 0, "departure_score", to=1.2), "departure_score"),
    "missing id": (_drop("claims", 0, "id"), r"claims\[0\]\.id is missing"),
    "claims not a list": (_set("claims", to={}), "claims is not a list"),
    "claim not an object": (_set("claims", 0, to=3), r"claims\[0\] is not an object"),
    "source not carried": (_set("omissions", 0, "source", to="gone.md"), r"gone\.md"),
    "text edited by hand": (_set("article", "text", to="x"), "text_sha256"),
    "a list as a setting": (_set("signature", "settings", "window", to=[4]), r"settings\.window"),
    "a number as a parameter": (_set(*NUMBER, "params", "article", to=84), r"params\.article is not a string"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damage_is_named(name: str) -> None:
    change, place = DAMAGED[name]
    value = as_json(reports.report())
    change(value)
    with pytest.raises(ReadError, match=place) as caught:
        parse(json.dumps(value), "wire.json")
    assert str(caught.value).startswith("wire.json: the report is damaged")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not JSON"),
        ('{"schema": "muqabala.report/1", "art', "not JSON"),
        ("[" * 200_000, "not JSON"),
        ("[]", "not a report"),
        ("{}", "schema is missing"),
        ('{"schema": 1}', "schema is not a string"),
        ('{"schema": "https://json.schemastore.org/sarif-2.1.0"}', "its schema is"),
        ('{"schema": "muqabala.report/2"}', "format '2'.*Install"),
    ],
)
def test_files_that_are_no_reports_are_told_apart(text: str, says: str) -> None:
    with pytest.raises(ReadError, match=says):
        parse(text)


def test_files_that_cannot_be_read_say_so(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"none\.json: No such file"):
        load(tmp_path / "none.json")
    (tmp_path / "latin.json").write_bytes(b'{"schema": "\xff"}')
    with pytest.raises(ReadError, match="not UTF-8"):
        load(tmp_path / "latin.json")


def spans(length: int) -> st.SearchStrategy[Span]:
    offsets = st.integers(0, length)
    return st.tuples(offsets, offsets).map(lambda pair: Span(min(pair), max(pair)))


@st.composite
def any_report(draw: st.DrawFn) -> Report:
    """A report over arbitrary texts; file names may hold bytes that are not UTF-8 (lone surrogates)."""
    name = st.text(st.characters(), max_size=8) | st.just("caf\udce9.txt")
    maybe = st.none() | st.text(max_size=6)
    score = st.floats(0, 1)
    texts = st.text(max_size=80)
    metadata = st.builds(Metadata, maybe, maybe, maybe, maybe, maybe)
    article = Document(draw(name), draw(texts), (), "ar", draw(metadata))
    source = Document(draw(name), draw(texts), (), "en", draw(metadata))
    here, there = spans(len(article.text)), spans(len(source.text))
    params = st.dictionaries(st.sampled_from(["article", "source", "digest", "what", "x"]), texts, max_size=4)
    place = st.builds(SourceSpan, st.just(source.id), there)
    codes = st.sampled_from(["MQ101", "MQ201", "MQ405", "MQ601", "MQ1201", "MQ299", "?"])
    found = st.builds(
        Departure,
        texts,
        st.sampled_from(DepartureType),
        here,
        st.sampled_from(Severity),
        score,
        st.sampled_from(Basis),
        codes,
        params,
        st.none() | place,
    )
    judged = st.builds(
        Judgement,
        st.builds(Claim, texts, here, st.just(0)),
        st.sampled_from(Verdict),
        score,
        st.lists(found, max_size=3).map(tuple),
        st.lists(st.builds(Evidence, st.just(source.id), there, score), max_size=2).map(tuple),
        reason=maybe,
    )
    left_out = st.builds(Omission, texts, st.just(source.id), there, st.sampled_from(Severity), score, codes, params)
    return Report(
        signature=reports.signature(),
        article=article,
        citations=(),
        sources=(Source(source, draw(st.booleans()), draw(score)),),
        judgements=tuple(draw(st.lists(judged, max_size=3))),
        omissions=tuple(draw(st.lists(left_out, max_size=2))),
        skipped=tuple(draw(st.lists(st.builds(Skip, name, texts), max_size=2))),
    )


@given(any_report())
def test_writing_and_reading_and_writing_again_changes_nothing(report: Report) -> None:
    text = render(report)
    text.encode("utf-8")
    back = parse(text)
    assert render(back) == text
    assert back.article.text == report.article.text
    assert back.article.id == report.article.id
    for before, after in zip(report.judgements, back.judgements, strict=True):
        assert after.claim.span == before.claim.span
        assert [item.params for item in after.departures] == [item.params for item in before.departures]
        assert [item.source for item in after.departures] == [item.source for item in before.departures]
        assert abs(after.departure_score - before.departure_score) <= 0.00005


# Files


def test_only_the_last_suffix_is_dropped_and_the_folder_is_made(tmp_path: Path) -> None:
    paths = write(reports.report(), ["html", "json"], tmp_path / "new" / "reports")
    assert [path.name for path in paths] == ["bridge.7.html", "bridge.7.json"]
    assert all(path.read_text(encoding="utf-8").strip() for path in paths)
    assert sorted(path.name for path in (tmp_path / "new" / "reports").iterdir()) == ["bridge.7.html", "bridge.7.json"]


def test_a_later_report_replaces_the_earlier_one(tmp_path: Path) -> None:
    (tmp_path / "bridge.7.json").write_text("old")
    write(reports.report(), ["json"], tmp_path)
    assert load(tmp_path / "bridge.7.json").article.id == "wire/bridge.7.txt"


def test_an_unknown_format_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=f"'pdf'.*{'.*'.join(WRITERS)}"):
        write(reports.report(), ["json", "pdf"], tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot write the report there"):
        write(reports.report(), ["json"], tmp_path / "file")


def test_a_failed_write_leaves_the_old_report_and_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bridge.7.json").write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(ConfigError, match="No space left"):
        write(reports.report(), ["json"], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["bridge.7.json"]
    assert (tmp_path / "bridge.7.json").read_text() == "old"


def test_naming_the_formats_loads_no_template_engine() -> None:
    script = "import sys, muqabala.report, muqabala.report.terminal; sys.exit('jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
