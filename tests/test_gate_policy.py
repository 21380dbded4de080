"""The policy: a table of what it says and what then fails, and the policies that are refused."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gated
import reports
from muqabala.errors import ConfigError
from muqabala.gate import policy_file
from muqabala.gate.policy import Bar, Rules, Threshold
from muqabala.records import Citation, DepartureType, Severity

DEFAULT = gated.FAILING


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    gated.save(tmp_path / "in")
    return tmp_path


# The report holds, by severity: critical d3 d6; major d5 d7 d8 o1; minor d1 o3; info d2 d4 o2; c5 for a person to look
# at; and one claim with nothing to check. Confidences: d3 .94, d5 .92, d6 .91, d7 .90, d8 .89, o1 .90, o3 .80, d1 .96.
MATRIX: list[tuple[str, Collection[str], int]] = [
    ("", DEFAULT, 1),
    ('fail_on = "critical"', {"d3", "d6"}, 1),
    ('fail_on = "minor"', DEFAULT | {"d1", "o3", "c5"}, 1),
    ('fail_on = "info"', DEFAULT | gated.BELOW, 1),
    ("confidence = 0.905", {"d3", "d5", "d6"}, 1),
    ("confidence = 1.0", set(), 0),
    ('fail_on = "never"\nreview = "unchecked"', set(), 3),
    # severity and confidence by type
    ('types.number.fail_on = "info"', DEFAULT | {"d4"}, 1),
    ('types.number.fail_on = "never"', DEFAULT - {"d3"}, 1),
    ('fail_on = "never"\ntypes.polarity.fail_on = "critical"', {"d6"}, 1),
    ("types.number.confidence = 0.95", DEFAULT - {"d3"}, 1),
    ("confidence = 0.95\ntypes.number.confidence = 0.5", {"d3"}, 1),
    ('types.date = {fail_on = "minor", confidence = 0.96}', DEFAULT | {"d1"}, 1),
    ('types.date = {fail_on = "minor", confidence = 0.97}', DEFAULT, 1),
    # omissions
    ('omissions = "ignore"', DEFAULT - {"o1"}, 1),
    ('omissions = "minor"', DEFAULT - {"o1"}, 1),
    ('omissions = "major"', DEFAULT | {"o3"}, 1),
    ('omissions = "critical"\nfail_on = "critical"', {"d3", "d6", "o1", "o3"}, 1),
    ('types.omitted.fail_on = "minor"', DEFAULT | {"o3"}, 1),
    ("types.omitted.confidence = 0.95", DEFAULT - {"o1"}, 1),
    # claims that are left open or state nothing
    ('review = "major"', DEFAULT | {"c5"}, 1),
    ('review = "critical"\nfail_on = "critical"', {"d3", "d6", "c5"}, 1),
    ('review = "ignore"', DEFAULT, 1),
    ('review = "unchecked"', DEFAULT, 3),
    ('uncheckable = "major"', DEFAULT | {"c7"}, 1),
    ('uncheckable = "minor"', DEFAULT, 1),
    ('uncheckable = "unchecked"', DEFAULT, 3),
    ('skipped = "unchecked"', DEFAULT, 3),
    # folders
    ('folders."wire".fail_on = "critical"', {"d3", "d6"}, 1),
    ('folders."wire/".fail_on = "critical"', {"d3", "d6"}, 1),
    ('folders."w*".fail_on = "critical"', {"d3", "d6"}, 1),
    ('folders."wire/bridge.*.txt".fail_on = "critical"', {"d3", "d6"}, 1),
    ('folders."wire/opinion".fail_on = "critical"', DEFAULT, 1),
    ('folders."wir".fail_on = "critical"', DEFAULT, 1),
    ('folders."wire".types.stance.fail_on = "never"', DEFAULT - {"d7"}, 1),
    ('fail_on = "minor"\nfolders."wire".omissions = "ignore"', DEFAULT - {"o1"} | {"d1", "c5"}, 1),
    ('types.number.fail_on = "info"\nfolders."wire".fail_on = "critical"', {"d3", "d4", "d6"}, 1),
    ('folders."wire".fail_on = "minor"\nfolders."*".omissions = "ignore"', DEFAULT - {"o1"} | {"d1", "c5"}, 1),
    ('folders."*".fail_on = "info"\nfolders."wire".fail_on = "critical"', {"d3", "d6"}, 1),
    ('folders."wire".fail_on = "never"\nfolders."wire".types.date.fail_on = "minor"', {"d1"}, 1),
]


@pytest.mark.parametrize(("text", "fails", "status"), MATRIX)
def test_what_fails_under_a_policy(here: Path, text: str, fails: Collection[str], status: int) -> None:
    gated.policy(here, f"[gate]\n{text}\n")
    assert gated.failing("in") == (status, set(fails))


def test_a_policy_in_a_file_of_its_own_and_the_severity_of_the_command_line(here: Path) -> None:
    gated.policy(here, '[gate]\nfail_on = "info"\n')
    (here / "strict.toml").write_text('[gate]\nfail_on = "critical"\ntypes.date.fail_on = "minor"\n', encoding="utf-8")
    assert gated.failing("in", "--policy", "strict.toml") == (1, {"d1", "d3", "d6"})
    assert gated.failing("in", "--policy", "strict.toml", "--fail-on", "major") == (1, DEFAULT | {"d1"})
    gated.policy(here, '[gate]\nfolders."wire".fail_on = "never"\n')
    assert gated.failing("in", "--fail-on", "critical") == (1, {"d3", "d6"}), "in the folders, too"


def test_without_a_table_the_severity_of_the_settings_counts(here: Path) -> None:
    gated.policy(here, 'fail_on = "critical"\n')
    assert gated.failing("in") == (1, {"d3", "d6"})
    gated.policy(here, 'fail_on = "critical"\n[gate]\nfail_on = "major"\n')
    assert gated.failing("in") == (1, DEFAULT)


def test_the_table_in_pyproject(here: Path) -> None:
    (here / "pyproject.toml").write_text('[tool.muqabala.gate]\nfail_on = "critical"\n', encoding="utf-8")
    assert gated.failing("in") == (1, {"d3", "d6"})


def test_folders_are_those_of_the_current_folder_for_absolute_paths_too(here: Path) -> None:
    gated.save(here / "in", gated.of(str(here / "wire" / "x.txt")))
    gated.policy(here, '[gate]\nfolders."wire".fail_on = "critical"\n')
    assert gated.failing("in") == (1, {"d3", "d6"})


# Required sources -----------------------------------------------------------------------------------------------------

SOURCES = [
    ('["Reuters"]', {"Reuters"}),
    ('"Reuters"', {"Reuters"}),
    ('["reuters"]', {"Reuters"}),
    ('["*"]', {"Reuters", "Le Monde"}),
    ('["Le Monde", "Reuters"]', {"Reuters", "Le Monde"}),
    ('["Harbour Courier"]', set()),
    ('["BBC"]', set()),
    ("[]", set()),
]


@pytest.mark.parametrize(("required", "missing"), SOURCES)
def test_an_outlet_that_is_cited_and_required_must_be_among_the_sources(
    here: Path, required: str, missing: set[str]
) -> None:
    span = reports.words(reports.ARTICLE, "مهندسون")
    whole = gated.clean()
    cites = (
        Citation(span, "Harbour Courier", source="courier.md"),
        Citation(span, "HARBOUR COURIER"),
        Citation(span, "Reuters"),
        Citation(span, "Reuters"),
        Citation(span, "Le Monde"),
        Citation(span, "BBC", candidates=3),
        Citation(span),
    )
    gated.save(here / "in", replace(whole, citations=cites))
    gated.policy(here, f"[gate]\nrequire_sources = {required}\n")
    status, found = gated.records("in")
    rows = [row for row in found if row["record"] == "finding"]
    assert {row["rule"] for row in rows} <= {"missing-source"}
    assert [next(o for o in ("Reuters", "Le Monde") if o in row["message"]) for row in rows] == sorted(
        missing, reverse=True
    )
    assert all((row["standing"], row["article_words"]) == ("fails", "مهندسون") for row in rows)
    assert status == bool(missing)


# What is refused ------------------------------------------------------------------------------------------------------

REFUSED = [
    # a policy that can never fire
    ('fail_on = "never"', "can never fire"),
    ('fail_on = "never"\nreview = "critical"', "can never fire"),
    ('fail_on = "never"\nomissions = "critical"\nuncheckable = "minor"', "can never fire"),
    ('fail_on = "never"\nfolders."a".fail_on = "never"', "can never fire"),
    ('omissions = "ignore"\ntypes.omitted.fail_on = "minor"', "omissions are ignored"),
    ('omissions = "minor"\ntypes.omitted.fail_on = "major"', "omissions are minor at most"),
    ('types.omitted.fail_on = "critical"', "omissions are major at most"),
    ('folders."a".fail_on = "minor"\nfolders."a*".fail_on = "major"', '"a*" stands after it'),
    ('folders."a/b".review = "major"\nfolders."a".review = "minor"', '"a" stands after it'),
    ('fail_on = "never"\nrequire_sources = ["Reuters"]\nreview = "unchecked"', "require_sources can never fire"),
    ('fail_on = "never"\nconfidence = 0.5\nreview = "unchecked"', "confidence can never fire"),
    # one that contradicts itself
    ('types.date = {fail_on = "never", confidence = 0.5}', "nothing can reach it"),
    ('require_sources = ["*", "Reuters"]', "already means every one"),
    ('require_sources = ["Reuters", "reuters"]', "twice"),
    (
        'renderings = [{article = "بوتين", source = "Putin"}, {article = "بوتين", source = "putin", kind = "name"}]',
        "twice",
    ),
    # and what is misspelt
    ('fail_at = "major"', "unknown key 'fail_at'"),
    ('fail_on = "grave"', "gate.fail_on must be one of info, minor, major, critical, never"),
    ("fail_on = 3", "gate.fail_on"),
    ("confidence = 1.5", "from 0 to 1"),
    ("confidence = true", "from 0 to 1"),
    ("confidence = nan", "from 0 to 1"),
    ('omissions = "unchecked"', "gate.omissions must be one of ignore, own"),
    ('review = "own"', "gate.review"),
    ('skipped = "major"', "gate.skipped must be one of ignore, unchecked"),
    ('types.style.fail_on = "major"', "unknown type 'style'"),
    ('types.date.severity = "major"', "gate.types.date has the unknown key 'severity'"),
    ("types.date = {}", "gate.types.date is empty"),
    ('types = "all"', "gate.types must be a table"),
    ('folders."a" = {}', 'gate.folders."a"'),
    ('folders."".fail_on = "minor"', "gate.folders"),
    ('folders."a".decisions = "x"', "unknown key 'decisions'"),
    ('folders."a".types.date.fail_on = "x"', 'gate.folders."a".types.date.fail_on'),
    ("require_sources = [3]", "require_sources"),
    ("decisions = 3", "gate.decisions"),
    ('renderings = "x"', "gate.renderings"),
    ('renderings = [{article = "x"}]', "gate.renderings[0]"),
    ('renderings = [{article = "x", source = "y", kind = "place"}]', "gate.renderings[0].kind"),
]


@pytest.mark.parametrize(("text", "problem"), REFUSED)
def test_a_policy_that_cannot_be_meant_is_a_configuration_error(here: Path, text: str, problem: str) -> None:
    path = gated.policy(here, f"[gate]\n{text}\n")
    with pytest.raises(ConfigError) as caught:
        policy_file.load()
    assert str(caught.value).startswith(f"{path}: ")
    assert problem in str(caught.value)
    assert gated.run("in").exit_code == 2


@pytest.mark.parametrize(
    "text",
    [
        'fail_on = "never"\nfolders."a".fail_on = "minor"',
        'fail_on = "never"\ntypes.date.fail_on = "info"',
        'fail_on = "never"\nskipped = "unchecked"',
        'folders."a".fail_on = "minor"\nfolders."a/b".fail_on = "major"',
        'folders."a".fail_on = "minor"\nfolders."b".fail_on = "minor"',
        'folders."a".fail_on = "minor"\nfolders."a*".review = "major"',
        'folders."a" = {fail_on = "minor", review = "major"}\nfolders."*".fail_on = "major"',
        'omissions = "major"\ntypes.omitted.fail_on = "major"',
        'omissions = "critical"\ntypes.omitted.fail_on = "critical"',
    ],
)
def test_policies_that_look_alike_and_can_fire(here: Path, text: str) -> None:
    gated.policy(here, f"[gate]\n{text}\n")
    policy_file.load()


def test_a_named_policy_must_hold_one(here: Path) -> None:
    path = gated.policy(here, 'fail_on = "minor"\n')
    with pytest.raises(ConfigError, match=r"no \[gate\] table"):
        policy_file.load(path)


def test_a_folder_that_holds_none_of_the_articles_is_told(here: Path) -> None:
    gated.policy(here, '[gate]\nfolders."opinion".fail_on = "minor"\nfolders."wire".fail_on = "minor"\n')
    _, found = gated.records("in")
    notes = [row["note"] for row in found if row["record"] == "note"]
    assert notes == ['the policy\'s folder "opinion" holds none of these articles']


# The page in the docs -------------------------------------------------------------------------------------------------

PAGE = (Path(__file__).parents[1] / "docs" / "gate.md").read_text(encoding="utf-8")


def test_the_policy_of_the_docs_is_one(here: Path) -> None:
    (text,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    gated.policy(here, text)
    policy = policy_file.load()
    assert policy.rules_for("wire/1.txt").bar_of(DepartureType.NUMBER) == Bar(Threshold.MINOR, 0.8)
    assert policy.rules_for("opinion/1.txt").bar_of(DepartureType.QUOTE) == Bar(Threshold.MINOR, 0.5)
    assert policy.rules_for("opinion/1.txt").bar_of(DepartureType.STANCE).fail_on is Threshold.NEVER
    assert policy.decisions == here / "decisions.json" or policy.decisions == Path("decisions.json")
    named = set(re.findall(r"^(\w+) =", text, re.MULTILINE))
    assert named >= {"fail_on", "confidence", "omissions", "review", "uncheckable", "skipped", "require_sources"}


def test_the_rows_of_the_docs_are_policies(here: Path) -> None:
    rows = re.findall(r"^\| [^|]+ \| (`[^|]+`) \|", PAGE.split("| in words |")[1], re.MULTILINE)
    assert len(rows) >= 5
    for row in rows[:5]:
        gated.policy(here, "[gate]\n" + "\n".join(re.findall(r"`([^`]+)`", row)) + "\n")
        policy_file.load()


def test_every_format_is_on_the_page() -> None:
    from muqabala.gate.formats import FORMATS

    assert {name for name in FORMATS if f"| `{name}` |" in PAGE} == set(FORMATS)


# Laws -----------------------------------------------------------------------------------------------------------------

bars = st.builds(Bar, st.none() | st.sampled_from(Threshold), st.none() | st.floats(0, 1))
layers = st.builds(Rules, bar=bars, types=st.dictionaries(st.sampled_from(DepartureType), bars, max_size=3))


@given(layers, layers, layers, st.sampled_from(DepartureType))
def test_layers_may_be_laid_in_any_grouping(a: Rules, b: Rules, c: Rules, kind: DepartureType) -> None:
    assert a.over(b).over(c).bar_of(kind) == a.over(b.over(c)).bar_of(kind)


@given(bars, st.sampled_from(Severity), st.floats(0, 1), st.floats(0, 1))
def test_graver_and_surer_findings_fail_whenever_others_do(bar: Bar, severity: Severity, a: float, b: float) -> None:
    if bar.reached(severity, min(a, b)):
        assert bar.reached(severity, max(a, b))
        assert bar.reached(Severity.CRITICAL, min(a, b))
