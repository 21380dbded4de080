"""The verb `gate`: reports and a policy in, findings and an exit status out."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from os.path import realpath  # which, unlike Path.resolve, does not fail on a link to itself
from pathlib import Path
from typing import TYPE_CHECKING

import click

from muqabala.cli.call import FAILED, Call
from muqabala.errors import ConfigError
from muqabala.records import Severity

if TYPE_CHECKING:
    from muqabala.gate import Court, Input, Outcome, Policy, Result


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the command line says."""

    paths: tuple[Path, ...]
    policy: Path | None
    fail_on: Severity | None
    format: str
    outputs: tuple[Path, ...]
    decisions: Path | None
    baseline: Path | None
    update_baseline: bool
    sources: tuple[Path, ...]


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="REPORT|DIR|ARTICLE...")
@click.option("--policy", type=click.Path(path_type=Path), help="File with the [gate] table (default: the settings).")
@click.option("--fail-on", type=click.Choice([s.value for s in Severity]), help="General severity that fails.")
@click.option(
    "--format", "form", default="text", metavar="F", help="Of standard output: text (default), sarif, junit …"
)
@click.option("--output", multiple=True, type=click.Path(dir_okay=False, path_type=Path), help="Write a file, too.")
@click.option("--decisions", type=click.Path(path_type=Path), help="What reviewers decided.")
@click.option("--baseline", type=click.Path(dir_okay=False, path_type=Path), help="Fail only on what is not in it.")
@click.option("--update-baseline", is_flag=True, help="Write what fails now into the baseline.")
@click.option("--sources", multiple=True, type=click.Path(path_type=Path), help="Sources, to check articles first.")
@click.pass_obj
def gate(
    call: Call,
    /,
    paths: tuple[Path, ...],
    fail_on: str | None,
    form: str,
    output: tuple[Path, ...],
    **given: object,
) -> None:
    """Let reports pass or fail by a policy; articles are checked first.

    Formats: text, sarif, junit, github, md, codeclimate, jsonl, csv, webannotation, manifest. An --output file's name
    tells its format; one whose name tells none gets that of --format.

    Exit status: 0 nothing fails, 1 something does, 2 wrong usage or policy, 3 something could not be checked,
    4 internal failure.
    """
    with call.guarded():
        severity = Severity(fail_on) if fail_on else None
        asked = _Asked(paths, fail_on=severity, format=form, outputs=output, **given)  # type: ignore[arg-type]
        sys.exit(_gate(call, asked))


def _gate(call: Call, asked: _Asked) -> int:
    from muqabala import gate as gates
    from muqabala.gate import policy_file
    from muqabala.report.findings import language

    policy = gates.with_severity(policy_file.load(asked.policy, call.config), asked.fail_on)
    asked = replace(asked, decisions=asked.decisions or policy.decisions, baseline=asked.baseline or policy.baseline)
    formats = _formats(asked)
    court = gates.court(policy, asked.decisions, _old_baseline(asked), language(call.settings().ui_lang))
    result = gates.result([str(p) for p in asked.paths], _outcomes(call, asked, court), court, _inputs(asked, policy))
    if asked.update_baseline:
        result = _update_baseline(asked, result)
    _write(asked, formats, result)
    if not call.quiet and asked.format != "text":
        click.echo(result.summary(), err=True)
    return result.status


def _formats(asked: _Asked) -> dict[Path, str]:
    """The format of every output file, by its name or else by --format; known before any work is done."""
    from muqabala.gate import find_reports, formats

    formats.named(asked.format)
    reports = [file for path in asked.paths if asked.outputs for file in find_reports(path)]
    inputs = {realpath(path) for path in (*reports, asked.policy, asked.decisions, asked.baseline) if path}
    for path in asked.outputs:
        if realpath(path) in inputs:
            raise ConfigError(f"{path}: the output would replace what is read. Choose another --output.")
    if len({realpath(path) for path in asked.outputs}) < len(asked.outputs):
        raise ConfigError("two --output options name one file. Give each its own.")
    if asked.update_baseline and not asked.baseline:
        raise ConfigError("--update-baseline needs the file: give --baseline FILE, or baseline in the [gate] table.")
    return {path: formats.of_file(path) or asked.format for path in asked.outputs}


def _old_baseline(asked: _Asked) -> Path | None:
    """The baseline to read: one that is only about to be written need not be there."""
    if asked.baseline and asked.update_baseline and not asked.baseline.exists():
        return None
    return asked.baseline


def _outcomes(call: Call, asked: _Asked, court: Court) -> list[Outcome]:
    """What came of every report and article, in the order asked for; a file that is named twice counts once."""
    from muqabala.gate import Outcome, find_reports, judge_file

    fresh: dict[Path, list[Outcome]] = {}
    for path, outcome in _checked_now(call, asked, court):
        fresh.setdefault(path, []).append(outcome)
    outcomes, met = [], set()
    for path in asked.paths:
        files = () if path in fresh else find_reports(path)
        if path.is_dir() and not files:
            outcomes.append(Outcome(str(path), problems=(f"{path}: there is no report in this folder.",)))
        for file in [path] if path in fresh else files:
            if realpath(file) not in met:
                met.add(realpath(file))
                outcomes += fresh[file] if file in fresh else [judge_file(file, court)]
    return outcomes


def _checked_now(call: Call, asked: _Asked, court: Court) -> Iterator[tuple[Path, Outcome]]:
    """The articles in the files among the arguments, checked; nothing heavy is loaded when there is none."""
    articles = [path for path in dict.fromkeys(asked.paths) if path.is_file() and path.suffix.lower() != ".json"]
    if not articles:
        return
    from muqabala.cli.check import check_one, desk_or_reason, open_articles
    from muqabala.gate import judge

    settings = replace(call.settings(), fail_on=None)
    folders = asked.sources or tuple(map(Path, settings.sources))
    with call.progress() as progress:
        desk = desk_or_reason(settings, folders, (), progress)
        for done, path in enumerate(articles):
            progress("checking", done, len(articles))
            for article in open_articles(path, settings):
                report, status = check_one(desk, article, settings)
                yield path, replace(judge(report, article.document.id, court), internal=status == FAILED)


def _inputs(asked: _Asked, policy: Policy) -> list[Input]:
    """The files that decided along, hashed as they were read."""
    from muqabala.gate import Input

    files = {"policy": policy.path, "decisions": asked.decisions, "baseline": _old_baseline(asked)}
    return [Input(role, str(path), _sha256(path)) for role, path in files.items() if path]


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _update_baseline(asked: _Asked, result: Result) -> Result:
    """Write the baseline anew, and the result as it is with it."""
    from muqabala.gate import rejudge, updated_baseline
    from muqabala.gate.baseline import render

    assert asked.baseline is not None
    baseline = updated_baseline(result)
    _replace(asked.baseline, render(baseline))
    return rejudge(result, baseline)


def _write(asked: _Asked, formats: dict[Path, str], result: Result) -> None:
    """Every output file, and standard output unless a file took its format."""
    from muqabala.gate.formats import named

    for path, name in formats.items():
        _replace(path, named(name).render(result))
    if asked.format not in formats.values():
        click.echo(named(asked.format).render(result), nl=False)


def _replace(path: Path, text: str) -> None:
    from muqabala.report import replace_file

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, text)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written ({error.strerror}). Choose another file.") from error
