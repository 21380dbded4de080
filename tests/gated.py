"""What the tests of the gate share: reports on disk, and runs of the verb without a model."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

import reports
from muqabala.cli import main
from muqabala.records import Report, Verdict
from muqabala.report.contract import render

FAILING = {"d3", "d5", "d6", "d7", "d8", "o1"}
"""What fails in `reports.report()` by default, by the short names of `short`."""
BELOW = {"d1", "d2", "d4", "o2", "o3", "c5"}
"""What else is found there."""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["gate", *map(str, arguments)])


def records(*arguments: str | Path) -> tuple[int, list[dict[str, Any]]]:
    """The exit status and the records of a run in JSON Lines."""
    result = run(*arguments, "--format", "jsonl")
    assert result.exit_code in (0, 1, 3, 4), result.output
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def standings(*arguments: str | Path) -> tuple[int, dict[str, str]]:
    """The exit status, and the standing of every finding by its short name."""
    status, found = records(*arguments)
    return status, {short(row["id"]): row["standing"] for row in found if row["record"] == "finding"}


def failing(*arguments: str | Path) -> tuple[int, set[str]]:
    status, found = standings(*arguments)
    return status, {name for name, standing in found.items() if standing == "fails"}


def short(name: str) -> str:
    """`d-000000000003` as `d3`."""
    return f"{name[0]}{int(name[2:], 16)}" if len(name.lstrip("cdhos-").lstrip("0")) < 4 else name


def save(folder: Path, report: Report | None = None, name: str = "bridge.json") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render(report or reports.report()), encoding="utf-8")
    return path


def of(article: str, report: Report | None = None) -> Report:
    """The report as one on another article with the same text."""
    whole = report or reports.report()
    return replace(whole, article=replace(whole.article, id=article))


def clean() -> Report:
    """A report in which nothing is found."""
    whole = reports.report()
    return replace(whole, judgements=whole.judgements[:1], omissions=(), skipped=())


def nothing_to_check() -> Report:
    """A report whose only claim states no fact."""
    whole = reports.report()
    (question,) = (j for j in whole.judgements if j.verdict is Verdict.UNCHECKABLE)
    return replace(whole, judgements=(question,), omissions=())


def policy(folder: Path, text: str) -> Path:
    path = folder / "muqabala.toml"
    path.write_text(text, encoding="utf-8")
    return path


def decision(finding: str, **changes: object) -> Mapping[str, object]:
    """A decision on a finding of `reports.report()`."""
    whole = {
        "article": "wire/bridge.7.txt",
        "text_sha256": "0" * 64,
        "finding": f"{finding[0]}-{int(finding[1:]):012x}",
        "decision": "dismiss",
        "reason": "faithful",
        "type": None,
        "severity": None,
        "span": None,
        "note": "",
        "reviewer": "Huda",
        "at": "2024-06-21T09:30:00+03:00",
    }
    return whole | changes


def decide(folder: Path, *entries: Mapping[str, object], **parts: object) -> Path:
    path = folder / "decisions.json"
    value = {"schema": "muqabala.decisions/1", "decisions": entries} | parts
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
    return path
