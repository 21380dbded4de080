"""Every format, read back by another library or held against its schema: of one report, and of a run of the gate."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

import jsonschema
import junitparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gated
import reports
from muqabala.gate.formats import FORMATS, of_file
from muqabala.records import Report, Span
from muqabala.report import WRITERS, Rendering
from muqabala.report.findings import Place, findings
from muqabala.report.rules import kinds
from muqabala.report.sarif import uri

SCHEMAS = Path(__file__).parent / "schemas"
SARIF = jsonschema.Draft4Validator(json.loads((SCHEMAS / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8")))
CODE_CLIMATE = jsonschema.Draft202012Validator(json.loads((SCHEMAS / "codeclimate.json").read_text(encoding="utf-8")))
IDS = {f"{kind}-{number:012x}" for kind, number in [*(("d", n) for n in range(1, 9)), *(("o", n) for n in (1, 2, 3))]}
OPEN = "c-000000000005"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A report, a clean one, one without claims and a damaged one; a decision, and an entry of the baseline."""
    monkeypatch.chdir(tmp_path)
    gated.save(tmp_path / "in")
    gated.save(tmp_path / "in", gated.of("clean.txt", gated.clean()), "clean.json")
    gated.save(tmp_path / "in", reports.nothing_checked(), "empty.json")
    (tmp_path / "in" / "torn.json").write_text("{", encoding="utf-8")
    known = {"article": "wire/bridge.7.txt", "finding": reports.identifier("d", 6), "severity": "critical"}
    (tmp_path / "known.json").write_text(json.dumps({"schema": "muqabala.baseline/1", "findings": [known]}))
    gated.decide(tmp_path, gated.decision("d3", note="corrected"))
    return tmp_path


def ran(form: str) -> str:
    result = gated.run("in", "--decisions", "decisions.json", "--baseline", "known.json", "--format", form)
    assert result.exit_code == 3, result.output
    return result.stdout


def one(form: str, report: Report | None = None, lang: str = "en") -> str:
    return WRITERS[form].render(report or reports.report(), Rendering(lang))


# SARIF ----------------------------------------------------------------------------------------------------------------

SAMPLES = {
    "usual": reports.report(),
    "hostile": reports.hostile(),
    "nothing": reports.nothing_checked(),
    "outsized": reports.outsized(),
    "absolute": gated.of("/desk/خبر 1.txt"),
    "extracted": gated.of("wire/story.docx"),
    "scheme": gated.of("c:story.txt"),
}


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_sarif_agrees_with_the_official_schema(name: str, lang: str) -> None:
    SARIF.validate(json.loads(one("sarif", SAMPLES[name], lang)))


def test_sarif_of_the_gate_agrees_with_the_official_schema(here: Path) -> None:
    SARIF.validate(json.loads(ran("sarif")))


def results(text: str) -> dict[str, dict[str, Any]]:
    (run,) = json.loads(text)["runs"]
    return {result["properties"]["id"]: result for result in run["results"]}


def test_sarif_regions_lead_to_the_words_by_both_ways_of_counting() -> None:
    (run,) = json.loads(one("sarif"))["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    lines = reports.ARTICLE.split("\n")
    assert {*results(one("sarif"))} == IDS | {OPEN}
    for result in run["results"]:
        region = result["locations"][0]["physicalLocation"]["region"]
        if result["properties"]["id"].startswith("o-"):
            assert region == {"startLine": 1, "endLine": len(lines)}, "what is left out stands nowhere in the article"
            continue
        words = region["snippet"]["text"]
        start = region["charOffset"]
        assert reports.ARTICLE[start : start + region["charLength"]] == words
        assert region["startLine"] == region["endLine"]
        assert lines[region["startLine"] - 1][region["startColumn"] - 1 : region["endColumn"] - 1] == words


def test_sarif_shows_the_source_beside_it() -> None:
    number = results(one("sarif"))[reports.identifier("d", 3)]
    (related,) = number["relatedLocations"]
    assert related["physicalLocation"]["artifactLocation"] == {"uri": "courier.md", "uriBaseId": "CORPUS"}
    assert related["physicalLocation"]["region"]["snippet"] == {"text": "48,000"}
    assert number["message"] == {"text": "The article says 84 ألف; the source says 48,000."}


@pytest.mark.parametrize(
    ("finding", "kind", "level"),
    [("d3", "fail", "error"), ("d5", "fail", "error"), ("d1", "fail", "warning"), ("d2", "fail", "note")],
)
def test_sarif_levels_follow_the_severity(finding: str, kind: str, level: str) -> None:
    result = results(one("sarif"))[f"d-{int(finding[1:]):012x}"]
    assert (result["kind"], result["level"]) == (kind, level)


def test_a_claim_that_is_left_open_is_for_review_and_has_no_level() -> None:
    result = results(one("sarif"))[OPEN]
    assert (result["kind"], result["level"], result["ruleId"]) == ("review", "none", "review")


def test_every_rule_has_help_in_markdown_and_every_result_its_rule() -> None:
    (run,) = json.loads(one("sarif"))["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    for rule in rules:
        assert rule["help"]["markdown"].startswith(f"**{rule['shortDescription']['text']}** (`{rule['id']}`)")
        assert "{" not in rule["help"]["markdown"], "no placeholder is left"
        assert rule["name"].lower() != rule["id"].lower()
    (number,) = (rule for rule in rules if rule["id"] == "MQ201")
    assert "The article says …; the source says …." in number["help"]["markdown"]


def test_sarif_of_an_extracted_text_names_the_file_and_no_lines() -> None:
    for result in results(one("sarif", SAMPLES["extracted"])).values():
        physical = result["locations"][0]["physicalLocation"]
        assert physical == {"artifactLocation": {"uri": "wire/story.docx", "uriBaseId": "%SRCROOT%"}}


def test_sarif_says_what_was_settled_known_and_not_checked(here: Path) -> None:
    (run,) = json.loads(ran("sarif"))["runs"]
    found = {result["properties"]["id"]: result for result in run["results"]}
    (suppression,) = found[reports.identifier("d", 3)]["suppressions"]
    assert suppression["justification"] == "dismissed by Huda (faithful): corrected"
    assert [name for name, result in found.items() if "suppressions" in result] == [reports.identifier("d", 3)]
    assert found[reports.identifier("d", 6)]["baselineState"] == "unchanged"
    assert found[reports.identifier("d", 5)]["baselineState"] == "new"
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    errors = [note for note in invocation["toolExecutionNotifications"] if note["level"] == "error"]
    assert sorted(note["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for note in errors) == [
        "empty.txt",
        "in/torn.json",
    ]


def test_fingerprints_are_all_different_and_depend_on_the_article() -> None:
    here = [result["partialFingerprints"]["muqabala/v1"] for result in results(one("sarif")).values()]
    moved = results(one("sarif", gated.of("other.txt"))).values()
    there = [result["partialFingerprints"]["muqabala/v1"] for result in moved]
    assert len({*here, *there}) == 2 * len(here) == 2 * len(IDS | {OPEN})


@given(st.text(st.characters(codec="utf-8", exclude_characters="\\"), min_size=1))
def test_a_path_comes_back_from_its_uri(path: str) -> None:
    address = uri(path)
    assert re.fullmatch(r"(file://)?[\x21-\x7e]*", address)
    assert unquote(address.removeprefix("file://")) == path
    assert ":" not in address.removeprefix("file://")


# Places ---------------------------------------------------------------------------------------------------------------


@given(st.text("اa1\n\r ", max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_lines_and_columns_lead_back_to_the_offset(text: str, a: int, b: int) -> None:
    span = Span(min(a, b, len(text)), min(max(a, b), len(text)))
    place = Place("a.txt", text, span)
    lines = text.split("\n")
    for (line, column), offset in ((place.start, span.start), (place.end, span.end)):
        assert sum(len(before) + 1 for before in lines[: line - 1]) + column - 1 == offset
        assert 1 <= column <= len(lines[line - 1]) + 1


@pytest.mark.parametrize(
    ("path", "lines"), [("a.txt", True), ("a.MD", True), ("a", True), ("a.html", False), ("a.docx", False)]
)
def test_only_text_files_have_lines(path: str, lines: bool) -> None:
    assert Place(path, "x", Span(0, 1)).in_file is lines


def test_the_text_gives_no_line_of_a_file_that_has_none(tmp_path: Path) -> None:
    def numbered(article: str) -> list[str]:
        file = gated.save(tmp_path, gated.of(article))
        return re.findall(r"^ +\d+:\d+ ", gated.run(file).stdout, re.MULTILINE)

    assert numbered("wire/story.txt")
    assert numbered("wire/story.docx") == []


# JUnit ----------------------------------------------------------------------------------------------------------------


def suites(text: str) -> Iterator[junitparser.TestSuite]:
    xml = junitparser.JUnitXml.fromstring(text.encode())
    assert isinstance(xml, junitparser.JUnitXml)
    before = [(s.name, s.tests, s.failures, s.errors, s.skipped) for s in xml]
    whole = (xml.tests, xml.failures, xml.errors, xml.skipped)
    xml.update_statistics()  # type: ignore[no-untyped-call]
    assert [(s.name, s.tests, s.failures, s.errors, s.skipped) for s in xml] == before, "the counts are right"
    assert (xml.tests, xml.failures, xml.errors, xml.skipped) == whole
    yield from xml


def kind(case: junitparser.TestCase) -> str:
    return type(case.result[0]).__name__.lower() if case.result else "passed"


def test_junit_has_a_suite_for_the_article_and_a_case_for_each_claim() -> None:
    (suite,) = suites(one("junit"))
    assert suite.name == "wire/bridge.7.txt"
    cases = [case for case in suite if case.name[0].isdigit()]
    assert [kind(case) for case in cases] == [
        "passed",
        "failure",
        "failure",
        "failure",
        "failure",
        "failure",
        "skipped",
    ]
    assert [case.name[:3] for case in cases] == [f"{n:03d}" for n in range(1, 8)]
    assert [kind(case) for case in suite if case.name.startswith("left out")] == ["failure", "failure"]


def test_junit_tells_the_findings_of_a_claim_with_both_sides() -> None:
    (suite,) = suites(one("junit"))
    (case,) = (case for case in suite if case.name.startswith("002"))
    (failure,) = case.result
    assert failure.type == "MQ304, MQ201"
    assert "MQ201 (critical, d-000000000003): The article says 84 ألف; the source says 48,000." in failure.text
    assert "source:  48,000 (courier.md)" in failure.text


@pytest.mark.parametrize("name", SAMPLES)
def test_junit_is_read_back_whatever_the_texts_hold(name: str) -> None:
    (suite,) = suites(one("junit", SAMPLES[name]))
    assert suite.errors == (name == "nothing")


def test_junit_of_the_gate(here: Path) -> None:
    found = {suite.name: suite for suite in suites(ran("junit"))}
    assert {name: (s.failures, s.errors) for name, s in found.items()} == {
        "wire/bridge.7.txt": (4, 0),
        "clean.txt": (0, 0),
        "empty.txt": (0, 1),
        "in/torn.json": (0, 1),
    }
    (council,) = (case for case in found["wire/bridge.7.txt"] if case.name.startswith("004"))
    assert kind(council) == "passed"
    assert "known from the baseline" in (council.system_out or "")


# GitHub ---------------------------------------------------------------------------------------------------------------


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Workflow commands as a runner reads them: `::name key=value,…::data`, with %25 %0D %0A %3A %2C in them."""
    found = []
    for line in text.splitlines():
        match = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line)
        assert match, line
        pairs = (pair.split("=", 1) for pair in match[2].split(","))
        properties = {name: unquote(value) for name, value in pairs}
        found.append((match[1], properties, unquote(match[3])))
    return found


def test_github_annotations(here: Path) -> None:
    found = commands(ran("github"))
    lines = reports.ARTICLE.split("\n")
    on_lines = [properties for _, properties, _ in found if "col" in properties]
    assert len(on_lines) == 5
    for properties in on_lines:
        assert properties["file"] == "wire/bridge.7.txt"
        line = lines[int(properties["line"]) - 1]
        assert line[int(properties["col"]) - 1 : int(properties["endColumn"])].strip()
    added = next(one for one in found if "MQ1101" in one[1]["title"])
    assert added[0] == "error"
    assert added[1]["title"] == "MQ1101 Loaded wording (major)"
    assert "\narticle: النظام الجائر\nsource (courier.md): the former administration" in added[2]
    assert {p["file"] for level, p, _ in found if p["title"] == "Not checked"} == {"empty.txt", "in/torn.json"}
    assert [p["title"][:5] for level, p, _ in found if level == "notice"] == ["MQ304", "revie", "MQ120"]


def test_no_text_can_add_a_command_of_its_own(here: Path) -> None:
    whole = reports.hostile()
    article = replace(whole.article, id="a,b::c\n::error::x.txt")
    gated.save(here / "in", replace(whole, article=article), "evil.json")
    for _, properties, _ in commands(ran("github")):
        assert properties["file"] in {
            "a,b::c\n::error::x.txt",
            "wire/bridge.7.txt",
            "empty.txt",
            "in/torn.json",
        }


# Markdown, Code Climate, tables, lines --------------------------------------------------------------------------------


def test_the_summary_in_markdown(here: Path) -> None:
    text = ran("md")
    assert text.startswith("### muqabala: ⚠️ Not everything was checked\n")
    assert "4 articles: 2 checked, 2 not checked; 12 findings: 4 fail, 6 below the bar, 1 dismissed" in text
    tables = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    for table in tables:
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}) == 1, "every row has its cells"
    assert [len(table.splitlines()) for table in tables] == [2 + 4, 2 + 4]
    assert gated.run("in/clean.json", "--format", "md").stdout.startswith("### muqabala: ✅ Nothing fails")
    assert gated.run("in/bridge.json", "--format", "md").stdout.startswith("### muqabala: ❌ Findings fail")


def test_code_climate_agrees_with_its_schema(here: Path) -> None:
    gated.save(here / "in", reports.hostile(), "evil.json")
    gated.save(here / "in", gated.of("./wire/dotted.txt"), "dotted.json")
    issues = json.loads(ran("codeclimate"))
    CODE_CLIMATE.validate(issues)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    own = [issue for issue in issues if issue["location"]["path"] == "wire/bridge.7.txt"]
    assert len(own) == len(gated.FAILING | gated.BELOW) - 2, "what is dismissed or known is no issue"
    (engineers,) = (issue for issue in own if issue["check_name"] == "MQ1101")
    assert (engineers["severity"], engineers["location"]["lines"]) == ("major", {"begin": 5, "end": 5})
    unchecked = [issue for issue in issues if issue["severity"] == "blocker"]
    assert [issue["location"]["path"] for issue in unchecked] == ["empty.txt", "in/torn.json"]


def test_the_table_has_a_row_for_every_finding_and_for_what_was_not_checked(here: Path) -> None:
    text = ran("csv")
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert {row["id"] for row in rows if row["id"]} == IDS | {OPEN}
    assert [row["report"] for row in rows if row["standing"] == "unchecked"] == ["in/empty.json", "in/torn.json"]
    (number,) = (row for row in rows if row["rule"] == "MQ201")
    assert (number["standing"], number["why"]) == ("dismissed", "dismissed by Huda (faithful): corrected")
    assert reports.ARTICLE[int(number["article_start"]) : int(number["article_end"])] == number["article_words"]
    assert reports.SOURCE[int(number["source_start"]) : int(number["source_end"])] == number["source_words"]


def test_json_lines_are_records_that_add_up(here: Path) -> None:
    records = [json.loads(line) for line in ran("jsonl").splitlines()]
    assert [record["record"] for record in records].count("unchecked") == 2
    summary = records[-1]
    standings = [record["standing"] for record in records if record["record"] == "finding"]
    assert {name: standings.count(name) for name in ("fails", "below", "dismissed", "accepted", "known")} == {
        name: summary[name] for name in ("fails", "below", "dismissed", "accepted", "known")
    }
    assert (summary["status"], summary["articles"], summary["checked"]) == (3, 4, 2)


# Web annotations ------------------------------------------------------------------------------------------------------


def anchored(resource: dict[str, Any], texts: dict[str, str]) -> Span:
    """Where a target stands, found by its quotation and by its position, which must agree."""
    text = texts[unquote(resource["source"]["id"])]
    quotation, position = resource["selector"]
    assert (quotation["type"], position["type"]) == ("TextQuoteSelector", "TextPositionSelector")
    whole = quotation["prefix"] + quotation["exact"] + quotation["suffix"]
    assert text.count(whole) == 1
    start = text.index(whole) + len(quotation["prefix"])
    assert (start, start + len(quotation["exact"])) == (position["start"], position["end"])
    return Span(position["start"], position["end"])


def test_annotations_anchor_in_the_article_and_in_the_source() -> None:
    page = json.loads(one("webannotation"))
    texts = {"wire/bridge.7.txt": reports.ARTICLE, "courier.md": reports.SOURCE}
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert page["type"] == "AnnotationPage"
    found = findings(reports.report())
    assert len(page["items"]) == len(found) == len({item["id"] for item in page["items"]})
    for item, finding in zip(page["items"], found, strict=True):
        target = finding.here or finding.there
        assert target
        assert item["type"] == "Annotation"
        assert anchored(item["target"], texts) == target.span
        comment, *rest = item["body"]
        assert (comment["value"], comment["language"]) == (finding.message, "en")
        linked = [body for body in rest if body.get("purpose") == "linking"]
        if finding.here and finding.there:
            assert anchored(linked[0], texts) == finding.there.span
        elif finding.there:
            assert linked == [{"type": "SpecificResource", "purpose": "linking", "source": "wire/bridge.7.txt"}]
        else:
            assert linked == []
        tags = [body["value"] for body in rest if body.get("purpose") == "tagging"]
        assert finding.severity in tags


def test_annotations_in_arabic_say_which_way_they_run() -> None:
    (first, *_) = json.loads(one("webannotation", lang="ar-EG"))["items"]
    assert (first["body"][0]["language"], first["body"][0]["textDirection"]) == ("ar", "rtl")
    assert first["target"]["source"]["textDirection"] == "rtl"


def test_annotations_of_the_gate_leave_out_what_is_settled(here: Path) -> None:
    items = json.loads(ran("webannotation"))["items"]
    assert len(items) == len(IDS | {OPEN}) - 1


# All ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("gate.sarif", "sarif"),
        ("a.SARIF", "sarif"),
        ("muqabala.junit.xml", "junit"),
        ("gl-code-quality-report.json", "codeclimate"),
        ("run.manifest.json", "manifest"),
        ("x.jsonl", "jsonl"),
        ("x.jsonld", "webannotation"),
        ("x.md", "md"),
        ("x.csv", "csv"),
        ("x.txt", "text"),
        ("x.json", None),
        ("x", None),
    ],
)
def test_the_format_that_a_name_asks_for(name: str, form: str | None) -> None:
    assert of_file(PurePosixPath(name)) == form


def test_every_kind_of_finding_is_explained_in_both_languages() -> None:
    from muqabala.gate.candidates import MISSING_SOURCE, UNCHECKABLE
    from muqabala.records import DepartureType
    from muqabala.report.findings import REVIEW

    assert set(kinds()) == {*map(str, DepartureType), REVIEW, UNCHECKABLE, MISSING_SOURCE}
    for kind_, words in kinds().items():
        assert all(re.search("[a-z]", sentence) for sentence in words["en"]), kind_
        assert all(re.search("[ء-ي]", sentence) and not re.search("[a-z]", sentence) for sentence in words["ar"]), kind_


@pytest.mark.parametrize("form", FORMATS)
def test_a_run_without_findings_has_every_format(here: Path, form: str) -> None:
    result = gated.run("in/clean.json", "--format", form)
    assert result.exit_code == 0
    assert "d-0000" not in result.stdout


@pytest.mark.parametrize("form", FORMATS)
def test_a_path_and_a_text_that_no_utf8_file_can_hold_are_told_all_the_same(here: Path, form: str) -> None:
    whole = reports.hostile()
    article = replace(whole.article, id="wire/\udcff.txt", text=whole.article.text.replace("48", "\ud800x"))
    gated.save(here / "in", replace(whole, article=article), "odd.json")
    result = gated.run("in/odd.json", "--format", form, "--output", f"o/{form}.unknown")
    assert result.exit_code == 1, result.output
    assert (here / "o" / f"{form}.unknown").read_text(encoding="utf-8")


@pytest.mark.parametrize("form", ["sarif", "junit", "webannotation"])
def test_check_writes_the_format_beside_the_others(tmp_path: Path, form: str) -> None:
    from muqabala.report import write

    (path,) = write(reports.report(), [form], tmp_path)
    assert path.name == "bridge.7" + {"sarif": ".sarif", "junit": ".junit.xml", "webannotation": ".jsonld"}[form]
