"""A benchmark made of a desk's decisions: what counts in it, that `muqabala eval` measures on it, odd texts."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import exported
import newsroom
import reports
from desks import AMAL, change, put
from exported import CONFIRMED, COST, COUNCIL, DATE, DISMISSED, FERRY, NAME, NUMBER
from muqabala import pipeline, read
from muqabala.cli import main
from muqabala.errors import BenchmarkError
from muqabala.evaluate import load
from muqabala.evaluate.gold import Benchmark, GoldKind
from muqabala.records import Block, Departure, Document, Kind, Metadata, Report, Severity, Span
from muqabala.review.decisions import ARTICLE, Change, Reason, Ruling, Subject
from muqabala.review.exports import laying
from muqabala.review.exports.gold import make
from muqabala.review.room import Room
from muqabala.review.targets import paragraphs

if TYPE_CHECKING:
    from muqabala.embed.encoder import Encoder

STANCE = reports.identifier("d", 7)
TITLE, OPENING, MINISTER, PLAN, ENGINEERS, PRESTIGE, QUESTION = range(7)
FINISHED = Change(ARTICLE, Subject.ARTICLE, Ruling(CONFIRMED))


def laid(desk: Room, folder: Path) -> Benchmark:
    """The benchmark of a desk, written down and read by the benchmark's own reader."""
    for name, text in exported.made(desk, "gold").items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return load(folder)


def deciding(folder: Path, *changes: Change, report: Report | None = None, name: str = NAME) -> Room:
    report = report or reports.report()
    desk = exported.room(folder, (name, report))
    desk.store.decide(name, exported.seen(changes, report), reviewer=AMAL)
    return desk


def scored(folder: Path, *changes: Change) -> set[int]:
    """The lines that count after these decisions."""
    (article,) = laid(deciding(folder / "reports", *changes), folder / "bench").articles
    return {number for number, line in enumerate(article.lines) if not line.unscored}


# What counts


def test_the_benchmark_is_what_people_decided(tmp_path: Path) -> None:
    (article,) = laid(exported.sample(tmp_path / "reports"), tmp_path / "bench").articles
    assert (article.id, article.lang, article.kind) == (NAME, "ar", GoldKind.BENT)
    claims = [judged.claim.span for judged in reports.report().judgements]
    assert [line.span for line in article.lines] == claims
    opening, minister, plan = article.lines[OPENING], article.lines[MINISTER], article.lines[PLAN]
    assert [(d.type, d.text, d.source_says) for d in opening.departures] == [("number", "84 ألف", "48,000")]
    assert [d.text for d in minister.departures] == ["وأكدت", "وزيرة النقل"]
    assert (plan.departures, plan.unscored) == ((), False), "dismissed: the line is faithful"
    source = (tmp_path / "bench" / "corpus" / article.source).read_bytes().decode()
    (retold,) = opening.source
    assert retold.of(source) == "The city reopened the harbour bridge on Saturday to 48,000 cars a day."
    graded = {one.span.of(source).split()[1]: one.matters for one in article.omitted}
    assert graded == {"repair": True, "circled": None, "were": False}


def test_a_line_counts_once_its_findings_are_decided(tmp_path: Path) -> None:
    assert scored(tmp_path, change(NUMBER, CONFIRMED), change(COUNCIL, DISMISSED)) == {PLAN}, "the date is open"


def test_a_line_without_findings_counts_once_somebody_read_it(tmp_path: Path) -> None:
    report = reports.report()
    title = change(paragraphs(report)[0].id, CONFIRMED)
    assert scored(tmp_path, title) == {TITLE}


def test_a_finished_review_counts_wherever_nothing_is_open(tmp_path: Path) -> None:
    done = [change(NUMBER, CONFIRMED), change(DATE, DISMISSED), FINISHED]
    assert scored(tmp_path, *done) == {TITLE, OPENING, QUESTION}


def test_wrong_evidence_says_nothing_about_the_line(tmp_path: Path) -> None:
    wrong = change(COUNCIL, DISMISSED, reason=Reason.WRONG_EVIDENCE)
    assert scored(tmp_path / "one", wrong, change(STANCE, CONFIRMED)) == {ENGINEERS}
    desk = deciding(tmp_path / "two", wrong, FINISHED)
    (article,) = laid(desk, tmp_path / "bench").articles
    assert (article.lines[PLAN].unscored, article.lines[PLAN].source) == (False, ())


def test_a_departure_that_is_only_information_leaves_the_line_faithful(tmp_path: Path) -> None:
    lowered = change(COUNCIL, CONFIRMED, severity=Severity.INFO)
    (article,) = laid(deciding(tmp_path / "reports", lowered), tmp_path / "bench").articles
    assert (article.lines[PLAN].departures, article.lines[PLAN].unscored) == ((), False)
    assert article.kind is GoldKind.TRANSLATION


def test_an_omission_that_the_article_does_tell_is_none(tmp_path: Path) -> None:
    told = change(COST, DISMISSED, reason=Reason.FAITHFUL)
    desk = deciding(tmp_path / "reports", told, change(FERRY, CONFIRMED), change(COUNCIL, CONFIRMED))
    (article,) = laid(desk, tmp_path / "bench").articles
    assert [one.matters for one in article.omitted] == [None, True]


def test_where_nobody_decided_there_is_nothing_to_measure(tmp_path: Path) -> None:
    desk = deciding(tmp_path, change(COST, CONFIRMED))
    with pytest.raises(BenchmarkError, match="no article to measure on"):
        exported.made(desk, "gold")


def test_an_article_that_nobody_settled_is_told_and_costs_itself_only(tmp_path: Path) -> None:
    desk = exported.sample(tmp_path)
    put(tmp_path, "open", reports.report())
    desk.folder.look()
    desk.store.decide("open", exported.seen([change(COST, CONFIRMED)], reports.report()), reviewer=AMAL)
    gold = make(exported.fixed(desk))
    assert gold.left_out == ("open: nobody settled a claim of it",)
    assert gold.files["gold.jsonl"].count("\n") == 1


def test_two_versions_of_a_source_keep_apart(tmp_path: Path) -> None:
    desk = exported.sample(tmp_path / "reports")
    report = reports.report()
    document = replace(report.sources[0].document, text=reports.SOURCE.replace("48,000", "47,000"))
    other = replace(report, sources=(replace(report.sources[0], document=document), *report.sources[1:]))
    put(tmp_path / "reports", "later", other)
    desk.folder.look()
    desk.store.decide("later", exported.seen([change(COUNCIL, CONFIRMED)], other), reviewer=AMAL)
    first, second = laid(desk, tmp_path / "bench").articles
    assert first.source != second.source
    text = (tmp_path / "bench" / "corpus" / second.source).read_text(encoding="utf-8")
    assert "47,000" in text


# Measuring


def test_the_tool_is_measured_on_a_desks_own_decisions(
    tmp_path: Path, encoder: Encoder, prepared_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUQABALA_CACHE", str(prepared_cache))
    monkeypatch.setattr(pipeline, "load_model", lambda name, threads: encoder)
    monkeypatch.chdir(tmp_path)
    newsroom.corpus(tmp_path)
    newsroom.article(tmp_path)
    call = CliRunner().invoke
    checked = call(main, ["-q", "check", "article.txt", "--format", "json", "--format", "html"])
    assert checked.exit_code in (0, 1), checked.output
    desk = exported.room(tmp_path / "reports")
    report = desk.folder.report("article")
    findings = [d for judged in report.judgements for d in judged.departures if d.severity is not Severity.INFO]
    number = next(d for d in findings if d.type == "number")
    others = [change(d.id, DISMISSED, reason=Reason.FAITHFUL) for d in findings if d is not number]
    decided = exported.seen([change(number.id, CONFIRMED), *others, FINISHED], report)
    desk.store.decide("article", decided, reviewer=AMAL)
    exporting = call(main, ["review", "reports", "--export", "gold", "--output", "bench"])
    assert exporting.exit_code == 0, exporting.output
    measured = call(main, ["eval", "bench"])
    assert measured.exit_code == 0, measured.output
    flagged = len({holder(report, d) for d in findings})
    line = rf"^line .* R 1\.000 .*\(1 of 1; {flagged} flagged\)"
    assert re.search(line, measured.stdout, re.MULTILINE), measured.stdout


def holder(report: Report, departure: Departure) -> int:
    """The claim that a departure belongs to."""
    return next(number for number, judged in enumerate(report.judgements) if departure in judged.departures)


# Odd texts


TEXTS = st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=200)


@given(TEXTS, st.sampled_from(["a.txt", "b/c.md", "scan.pdf", "no suffix", "../../x.txt", "CON", "لغة.html"]))
def test_a_source_is_laid_down_as_it_is_read_or_not_at_all(text: str, name: str) -> None:
    document = Document(name, text, (Block(Span(0, len(text))),), "en", Metadata("T: x", "O", date="2024"))
    file = laying.source(document)
    if file is None:
        return
    whole = Span(0, len(text))
    assert file.span(whole).of(file.text) == text
    assert re.fullmatch(r"[\w.-]+", file.name)
    assert not file.name.startswith(".")


def test_a_source_from_another_format_keeps_what_is_known_of_it(tmp_path: Path) -> None:
    text = "Harbour bridge reopens\n\nThe city reopened the bridge on Saturday.\n\nIt cost 210 million."
    metadata = Metadata("Bridge: it's open", "Harbour Courier", "S. Milne", "2024-05", "https://x.org/?a=1#b", "en")
    known = replace(metadata, kind=Kind.DIGEST)
    document = reports.document("wire/page.html", text, "en", known)
    file = laying.source(document)
    assert file is not None
    assert file.name.endswith(".md")
    path = tmp_path / file.name
    path.write_bytes(file.text.encode())
    back = read.read(path)
    assert back.metadata == known
    assert file.span(Span(0, 22)).of(back.text) == "Harbour bridge reopens"


def test_names_of_reports_and_sources_never_leave_the_folder(tmp_path: Path) -> None:
    report = reports.report()
    evil = replace(report.sources[0].document, id="../../../etc/passwd")
    judged = tuple(
        replace(
            one,
            evidence=tuple(replace(e, source=evil.id) for e in one.evidence),
            departures=tuple(
                replace(d, source=replace(d.source, id=evil.id)) if d.source else d for d in one.departures
            ),
            pairs=(),
        )
        for one in report.judgements
    )
    other = replace(
        report,
        sources=(replace(report.sources[0], document=evil),),
        judgements=judged,
        omissions=(),
        citations=(),
    )
    desk = deciding(tmp_path, change(COUNCIL, CONFIRMED), report=other, name="inner/الخبر 1")
    files = exported.made(desk, "gold")
    assert all(re.fullmatch(r"(gold\.jsonl|(articles|corpus)/[\w-][\w.-]*)", name) for name in files), list(files)
    (line,) = files["gold.jsonl"].splitlines()
    value: dict[str, Any] = json.loads(line)
    assert f"articles/{value['id']}.txt" in files
    assert f"corpus/{value['source']}" in files
