"""The verb `gate`: every exit status, what damaged input costs, and a manifest that adds up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import import_module, resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import gated
import reports
from muqabala.errors import CheckError, MuqabalaError
from muqabala.gate import Policy, court, judge_file
from muqabala.records import Document, Report
from muqabala.report.contract import render

checking = import_module("muqabala.cli.check")  # the package's attribute of that name is the verb


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(folder: Path, *kinds: str) -> None:
    """Reports of several kinds in `folder`/in, each on an article of its own."""
    made: Mapping[str, Report] = {
        "clean": gated.of("clean.txt", gated.clean()),
        "bad": reports.report(),
        "empty": reports.nothing_checked(),
        "question": gated.of("question.txt", gated.nothing_to_check()),
    }
    whole = render(reports.report())
    broken: Mapping[str, str] = {
        "truncated": whole[: len(whole) // 2],
        "foreign": '{"version": "2.1.0", "runs": []}',
        "future": whole.replace("muqabala.report/1", "muqabala.report/9"),
        "damaged": whole.replace('"critical"', '"grave"', 1),
        "forged": whole.replace("84", "48", 1),
        "list": "[]",
        "nothing": "",
    }
    for kind in kinds:
        if kind in made:
            gated.save(folder / "in", made[kind], f"{kind}.json")
        else:
            (folder / "in").mkdir(exist_ok=True)
            (folder / "in" / f"{kind}.json").write_text(broken[kind], encoding="utf-8")


# Exit statuses --------------------------------------------------------------------------------------------------------

STATUSES = [
    (("clean",), 0),
    (("bad",), 1),
    (("clean", "bad"), 1),
    (("empty",), 3),
    (("question",), 3),
    (("clean", "empty"), 3),
    (("bad", "empty"), 3),
    (("truncated",), 3),
    (("foreign",), 3),
    (("future",), 3),
    (("damaged",), 3),
    (("forged",), 3),
    (("list",), 3),
    (("nothing",), 3),
    (("clean", "bad", "future", "truncated"), 3),
]


@pytest.mark.parametrize(("kinds", "status"), STATUSES)
def test_exit_status(here: Path, kinds: Sequence[str], status: int) -> None:
    put(here, *kinds)
    assert gated.run("in").exit_code == status


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("--format", "pdf"), "unknown format 'pdf'"),
        (("--policy", "gone.toml"), "gone.toml"),
        (("--decisions", "gone.json"), "gone.json"),
        (("--decisions", "in/bad.json"), "muqabala.decisions/1"),
        (("--baseline", "gone.json"), "--update-baseline"),
        (("--baseline", "in/bad.json"), "not a baseline"),
        (("--update-baseline",), "--baseline FILE"),
        (("--output", "in"), "in"),
        (("--output", "a.csv", "--output", "./a.csv"), "one file"),
        (("--output", "file/a.csv"), "cannot be written"),
        (("--fail-on", "grave"), "grave"),
    ],
)
def test_wrong_usage_is_status_2_even_when_findings_fail_and_reports_are_damaged(
    here: Path, arguments: Sequence[str], problem: str
) -> None:
    put(here, "bad", "truncated")
    (here / "file").touch()
    result = gated.run("in", *arguments)
    assert result.exit_code == 2, result.output
    assert problem in result.stderr


def test_without_arguments_it_is_wrong_usage() -> None:
    assert gated.run().exit_code == 2


def test_an_internal_failure_goes_before_what_was_not_checked_and_what_fails(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(here, "bad", "future")
    (here / "story.txt").write_text("قصة", encoding="utf-8")
    monkeypatch.setattr(checking, "desk_or_reason", lambda *_: Desk(error=MuqabalaError("story.txt: the model fell")))
    status, found = gated.records("in", "story.txt")
    assert status == 4
    assert any(row["record"] == "unchecked" and "the model fell" in row["reason"] for row in found)
    assert any(row["record"] == "finding" for row in found), "the reports are judged all the same"


def test_an_unforeseen_failure_is_status_4(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(here, "clean")
    monkeypatch.setattr("muqabala.gate.judge_file", lambda *_: 1 / 0)
    result = gated.run("in")
    assert result.exit_code == 4
    assert "internal failure: ZeroDivisionError" in result.stderr


def test_an_interrupted_run_is_status_130(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(here, "clean")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("muqabala.gate.judge_file", interrupt)
    assert gated.run("in").exit_code == 130


def test_nothing_checked_is_never_clean(here: Path) -> None:
    (here / "empty").mkdir()
    for path in ("empty", "gone", "gone.json", "gone.txt"):
        result = gated.run(path, "--fail-on", "critical")
        assert result.exit_code == 3, path
        assert path in result.stdout
        assert "0 checked, 1 not checked" in result.stdout


# What damage costs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("truncated", "it is not JSON"),
        ("nothing", "it is not JSON"),
        ("foreign", "it is not a report"),
        ("list", "it is not a report"),
        ("future", "it is a report of format '9'"),
        ("damaged", "departures[2].severity has the unknown value 'grave'"),
        ("forged", "is not the text that article.text_sha256 was taken of"),
    ],
)
def test_a_bad_report_is_named_and_the_others_are_judged(here: Path, kind: str, reason: str) -> None:
    put(here, "bad", "clean", kind)
    _, found = gated.records("in")
    (missed,) = (row for row in found if row["record"] == "unchecked")
    assert missed["report"] == f"in/{kind}.json"
    assert f"in/{kind}.json: " in missed["reason"]
    assert reason in missed["reason"]
    (summary,) = (row for row in found if row["record"] == "summary")
    assert (summary["articles"], summary["checked"], summary["fails"]) == (3, 2, len(gated.FAILING))


def test_a_file_that_is_not_text_and_one_that_may_not_be_read(here: Path) -> None:
    put(here, "clean")
    (here / "in" / "raw.json").write_bytes(b"\xff\xfe{}")
    (here / "in" / "loop.json").symlink_to("loop.json")
    _, found = gated.records("in", "in/loop.json")
    reasons = {row["report"]: row["reason"] for row in found if row["record"] == "unchecked"}
    assert "UTF-8" in reasons["in/raw.json"]
    assert "in/loop.json" in reasons


WHOLE = render(reports.report())


@given(st.integers(0, len(WHOLE)), st.integers(0, 40), st.text('0a"[]{}:,-\n\\ّ', max_size=3))
@example(0, len(WHOLE), "null")
@example(0, len(WHOLE), "[" * 100_000)
@example(0, len(WHOLE), '{"schema": 3}')
def test_whatever_is_wrong_in_a_report_costs_only_that_report(at: int, length: int, instead: str) -> None:
    """A damaged report is named, or the damage was in a part that no finding is made of; nothing else can happen."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "odd.json"
        path.write_text(WHOLE[:at] + instead + WHOLE[at + length :], encoding="utf-8")
        outcome = judge_file(path, court(Policy(), None, None))
        assert bool(outcome.problems) == (outcome.report is None)
        assert all(str(path) in problem for problem in outcome.problems)


def test_other_files_of_muqabala_in_a_folder_are_no_reports(here: Path) -> None:
    put(here, "clean")
    gated.decide(here / "in")
    assert gated.run("in", "--baseline", "in/baseline.json", "--update-baseline").exit_code == 0
    assert gated.run("in", "--output", "in/manifest.json").exit_code == 0
    assert gated.run("in").exit_code == 0
    assert gated.run("in/baseline.json").exit_code == 3, "a file that is named must be a report"


def test_hidden_files_are_passed_over_and_a_file_that_is_named_twice_counts_once(here: Path) -> None:
    put(here, "clean", "bad")
    gated.save(here / "in" / ".old", reports.report())
    _, found = gated.records("in", "in/bad.json", "./in/bad.json")
    assert found[-1]["articles"] == 2


# Articles -------------------------------------------------------------------------------------------------------------


class Desk:
    """A desk without a model: it gives a report, or an error."""

    def __init__(self, report: Report | None = None, error: Exception | None = None) -> None:
        self.report, self.error = report, error
        self.corpus = self
        self.skipped = ()

    def check(self, document: Document) -> Report:
        if self.error:
            raise self.error
        assert self.report
        return gated.of(document.id, self.report)


def test_articles_are_checked_first(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(here, "clean")
    (here / "story.txt").write_text("قصة", encoding="utf-8")
    asked: list[object] = []

    def desk(settings: object, folders: object, against: object, progress: object) -> Desk:
        asked.append(folders)
        return Desk(reports.report())

    monkeypatch.setattr(checking, "desk_or_reason", desk)
    status, found = gated.records("story.txt", "in", "--sources", "ours")
    assert status == 1
    assert asked == [(Path("ours"),)]
    assert [row["report"] for row in found if row.get("standing") == "fails"] == ["story.txt"] * len(gated.FAILING)
    assert found[-1]["checked"] == 2


def test_an_article_that_cannot_be_checked_costs_only_itself(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(here, "bad")
    (here / "story.txt").write_text("قصة", encoding="utf-8")
    monkeypatch.setattr(
        checking, "desk_or_reason", lambda *_: Desk(error=CheckError("story.txt: no claims were found."))
    )
    status, found = gated.records("story.txt", "in")
    assert status == 3
    assert found[-1]["fails"] == len(gated.FAILING)
    (missed,) = (row for row in found if row["record"] == "unchecked")
    assert "no claims were found" in missed["reason"]


# The manifest ---------------------------------------------------------------------------------------------------------

MANIFEST = jsonschema.Draft202012Validator(
    json.loads((resources.files("muqabala.gate") / "manifest.schema.json").read_text(encoding="utf-8"))
)


def manifest(*arguments: str | Path) -> Any:
    value = json.loads(gated.run(*arguments, "--format", "manifest").stdout)
    MANIFEST.validate(value)
    return value


@pytest.mark.parametrize(("kinds", "status"), STATUSES)
def test_the_manifest_adds_up(here: Path, kinds: Sequence[str], status: int) -> None:
    put(here, *kinds)
    gated.decide(here, gated.decision("d3"))
    value = manifest("in", "--decisions", "decisions.json")
    totals, articles = value["totals"], value["articles"]
    assert value["status"] == status or (status, kinds) == (1, ("bad",))
    assert value["asked"] == ["in"]
    assert totals["articles"] == len(articles) == len(kinds) == totals["checked"] + totals["not_checked"]
    assert totals["checked"] == sum(article["state"] == "checked" for article in articles)
    assert totals["findings"] == sum(totals["standings"].values()) == sum(article["findings"] for article in articles)
    for article in articles:
        assert article["findings"] == sum(article["standings"].values())
        assert (article["state"] == "not_checked") == bool(article["problems"])
        if article["claims"] is not None:
            assert sum(article["by_verdict"].values()) == article["claims"]
    assert totals["claims"] == sum(article["claims"] or 0 for article in articles)


def test_the_manifest_names_every_file_with_its_hash_and_every_report_with_its_signature(here: Path) -> None:
    import hashlib

    put(here, "bad", "empty")
    gated.policy(here, '[gate]\nfail_on = "minor"\ndecisions = "decisions.json"\n')
    gated.decide(here)
    value = manifest("in")
    for entry in [*value["inputs"], *({"path": a["report"], "sha256": a["report_sha256"]} for a in value["articles"])]:
        assert entry["sha256"] == hashlib.sha256((here / entry["path"]).read_bytes()).hexdigest()
    assert [entry["role"] for entry in value["inputs"]] == ["policy", "decisions"]
    bad, empty = value["articles"]
    assert bad["text_sha256"] == hashlib.sha256(reports.ARTICLE.encode()).hexdigest()
    assert bad["signature"]["judge"] == "facts+alignment"
    assert {source["id"]: source["principal"] for source in bad["sources"]} == {
        "courier.md": True,
        "old/background.txt": False,
    }
    assert bad["skipped"] == [{"path": "corpus/scan.pdf", "reason": "no text layer"}]
    assert empty["problems"] == ["empty.txt: the article holds no claim"]


def test_the_same_input_gives_the_same_bytes(here: Path) -> None:
    put(here, "bad", "clean", "future")
    for form in ("text", "sarif", "junit", "github", "md", "codeclimate", "jsonl", "csv", "webannotation", "manifest"):
        assert gated.run("in", "--format", form).stdout == gated.run("in", "--format", form).stdout


# Output ---------------------------------------------------------------------------------------------------------------


def test_files_take_their_format_from_their_names_and_standard_output_keeps_its_own(here: Path) -> None:
    put(here, "bad")
    outputs = ["o/x.sarif", "o/x.junit.xml", "o/x.csv", "o/gl-code-quality-report.json", "o/manifest.json", "o/plain"]
    result = gated.run("in", *(part for path in outputs for part in ("--output", path)))
    assert result.exit_code == 1
    assert result.stdout == "", "text went into o/plain, whose name asks for no format"
    assert "1 article: 1 checked" in (here / "o" / "plain").read_text(encoding="utf-8")
    assert json.loads((here / "o" / "x.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert (here / "o" / "x.junit.xml").read_text(encoding="utf-8").startswith("<?xml")
    assert json.loads((here / "o" / "manifest.json").read_text(encoding="utf-8"))["schema"] == "muqabala.manifest/1"
    assert isinstance(json.loads((here / "o" / "gl-code-quality-report.json").read_text(encoding="utf-8")), list)
    assert gated.run("in", "--output", "o/y.sarif").stdout.endswith("0 known\n"), "text on standard output beside it"


def test_an_output_never_replaces_what_is_read(here: Path) -> None:
    put(here, "bad")
    before = (here / "in" / "bad.json").read_bytes()
    assert gated.run("in/bad.json", "--output", "in/bad.json").exit_code == 2
    assert gated.run("in", "--output", "in/bad.json").exit_code == 2
    assert (here / "in" / "bad.json").read_bytes() == before


def test_text_shows_what_fails_with_the_words_on_both_sides(here: Path) -> None:
    put(here, "bad")
    text = gated.run("in").stdout
    assert "wire/bridge.7.txt: 6 fail, 6 below the bar" in text
    column = reports.ARTICLE.splitlines()[2].index("84 ألف") + 1
    assert f"  3:{column}  critical MQ201  Number changed  d-000000000003" in text
    assert "The article says \u206884 ألف\u2069; the source says \u206848,000\u2069." in text
    line = next(n for n, line in enumerate(reports.SOURCE.splitlines(), start=1) if "48,000" in line)
    column = reports.SOURCE.splitlines()[line - 1].index("48,000") + 1
    assert f"source:  \u206848,000\u2069 (\u2068courier.md:{line}:{column}\u2069)" in text
    assert "MQ304" not in text, "a minor departure does not fail by default"
    assert text.endswith("0 known\n")


def test_messages_are_in_the_language_of_the_interface(here: Path) -> None:
    put(here, "bad")
    gated.policy(here, 'ui_lang = "ar"\n')
    assert "يقول المقال \u206884 ألف\u2069، ويقول المصدر \u206848,000\u2069." in gated.run("in").stdout


def test_reasons_are_in_that_language_too_where_they_are_known(here: Path) -> None:
    whole = reports.report()
    open_ = replace(whole.judgements[4], reason="the evidence is thin: the sources hardly say this")
    question = replace(whole.judgements[6], reason="rhetorical question")
    gated.save(here / "in", replace(whole, judgements=(open_, question)))
    gated.policy(here, 'ui_lang = "ar"\n[gate]\nfail_on = "minor"\nuncheckable = "minor"\n')
    text = gated.run("in").stdout
    assert "لا تكفي الشواهد للحكم على هذه العبارة: الشواهد ضعيفة: تكاد المصادر لا تقول هذا." in text
    assert "لا تذكر هذه العبارة واقعة يمكن فحصها: سؤال بلاغي." in text


def test_hostile_texts_act_in_no_format(here: Path) -> None:
    gated.save(here / "in", reports.hostile())
    for form in ("text", "sarif", "junit", "github", "md", "codeclimate", "csv"):
        text = gated.run("in", "--format", form).stdout
        assert text.count("d-") or form in ("github", "md", "codeclimate")
        assert not set(text) & set("\u202e\u202c\x1b\x00"), form


# Cost -----------------------------------------------------------------------------------------------------------------


def test_a_hundred_reports_are_judged_at_once_and_without_a_model(here: Path) -> None:
    """The figure that is promised is measured by benchmarks/gate.py; here a machine under load has time to spare."""
    one = reports.large(25)
    for number in range(100):
        gated.save(here / "in", replace(one, article=replace(one.article, id=f"{number}.txt")), f"{number}.json")
    script = (
        "import resource, sys\n"
        "from muqabala.cli import main\n"
        "status = None\n"
        "try: main(['-q', 'gate', 'in', '--format', 'sarif'])\n"
        "except SystemExit as done: status = done.code\n"
        "used = resource.getrusage(resource.RUSAGE_SELF)\n"
        "heavy = {'torch', 'faiss', 'numpy', 'transformers', 'babel', 'jinja2', 'rich'} & set(sys.modules)\n"
        "print(status, used.ru_utime + used.ru_stime, sorted(heavy), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=os.environ)
    status, seconds, heavy = done.stderr.split(maxsplit=2)
    assert status == "1"
    assert heavy.strip() == "[]"
    assert float(seconds) < 3, "processor seconds, Python's own start among them"
    assert len(json.loads(done.stdout)["runs"][0]["artifacts"]) == 100
