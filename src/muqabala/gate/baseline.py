"""The baseline: findings that are known already, so that only new ones fail (file `muqabala.baseline/1`)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from muqabala.errors import ConfigError
from muqabala.records import Severity
from muqabala.report import jsontext
from muqabala.report.fields import FieldError, Fields
from muqabala.report.findings import Finding

SCHEMA = "muqabala.baseline/1"
"""The name and the major version of the format."""


@dataclass(frozen=True, slots=True)
class Known:
    """A finding that was there when the baseline was taken. It covers the same finding at this severity or below.

    `rule` and `message` are for people who read the file; only article, id and severity decide.
    """

    article: str
    finding: str
    severity: Severity
    rule: str = ""
    message: str = ""


Baseline = tuple[Known, ...]


def covers(known: Known, finding: Finding) -> bool:
    """Whether an entry covers a finding: a graver one under the same id is new."""
    same = (known.article, known.finding) == (finding.article, finding.id)
    return same and finding.severity.rank <= known.severity.rank


def load(path: Path) -> Baseline:
    """Read a baseline. Raises ConfigError when it cannot be read, is damaged, or is something else."""
    try:
        root = Fields(json.loads(path.read_bytes().decode("utf-8-sig")))
        if root.text("schema") != SCHEMA:
            raise FieldError(f"its schema is {root.text('schema')!r}, and this version reads {SCHEMA!r}")
        return tuple(map(_read, root.items("findings")))
    except OSError as error:
        problem = error.strerror or "it cannot be read"
        raise ConfigError(f"{path}: {problem}. Take a baseline first, with --update-baseline.") from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: not a baseline: {error}. Take it again with --update-baseline.") from error


def _read(fields: Fields) -> Known:
    return Known(
        article=fields.text("article"),
        finding=fields.text("finding"),
        severity=fields.choice("severity", Severity),
        rule=fields.maybe_text("rule") or "",
        message=fields.maybe_text("message") or "",
    )


def render(baseline: Iterable[Known]) -> str:
    """The text of a baseline, in order of article and id, so that two of them can be compared line by line."""
    rows = [
        {"article": k.article, "finding": k.finding, "severity": k.severity, "rule": k.rule, "message": k.message}
        for k in sorted(baseline, key=lambda known: (known.article, known.finding))
    ]
    return jsontext.dump({"schema": SCHEMA, "findings": rows}, indent=1) + "\n"


def update(before: Baseline, failing: Iterable[Finding], checked: Collection[str]) -> Baseline:
    """What is known now: the findings of the articles that were `checked` (their paths), and of all others what was
    known before.
    """
    kept = [known for known in before if known.article not in checked]
    now = {(f.article, f.id): Known(f.article, f.id, f.severity, f.rule, f.message) for f in failing}
    return (*kept, *now.values())
