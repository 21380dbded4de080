"""The benchmark's figures as text: one run in full, or several side by side."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from muqabala.evaluate.calibration import Calibration
from muqabala.evaluate.counts import Interval, Match
from muqabala.evaluate.crossval import Choice
from muqabala.evaluate.names import NameScores
from muqabala.evaluate.pairs import PairScores
from muqabala.evaluate.scores import Scores
from muqabala.evaluate.tally import WrongLine

_NAMED = 5
_BAR = 30
"""Width of the reliability diagram in characters: `#` the share that departs, `|` the mean score."""
_COLUMNS: tuple[tuple[str, Callable[[Scores], float | None]], ...] = (
    ("line F1", lambda scores: scores.line.f1),
    ("P", lambda scores: scores.line.precision),
    ("R", lambda scores: scores.line.recall),
    ("false/100 bent", lambda scores: scores.false_flags_bent),
    ("transl.", lambda scores: scores.false_flags_translation),
    ("AUC bent", lambda scores: scores.auc_bent),
    ("slips", lambda scores: scores.auc_slips),
    ("span F1", lambda scores: scores.span.f1),
    ("type", lambda scores: scores.type_right_when_found),
    ("omitted F1", lambda scores: scores.omitted.f1),
    ("evidence 1st", lambda scores: scores.evidence_first),
    ("top 5", lambda scores: scores.evidence_top5),
)


def show(scores: Scores, *, by_type: bool = False, errors: int = 0) -> str:
    """One run in full, without a final newline.

    `by_type` adds a row for each type of departure; `errors` is how many wrongly judged lines to add, one JSON object
    each, from the start of the gold file.
    """
    rows = [*_missing(scores), *_matches(scores), *_ratios(scores)]
    if by_type:
        rows.extend(_types(scores))
    rows.extend(map(_error, scores.errors[:errors]))
    return "\n".join(rows)


def compare(rows: Mapping[str, Scores]) -> str:
    """Several runs as one table, a row each under its name, without a final newline.

    The columns are the lines' F1, precision and recall, false flags in a hundred (bent articles, translations), AUC
    (bent articles, slips), span F1, the share of right types among the departures found, omission F1, and the shares
    of lines whose source sentence is cited first and among the first five.
    """
    table = [["", *(title for title, _ in _COLUMNS)]]
    table += [[name, *(_figure(get(scores)) for _, get in _COLUMNS)] for name, scores in rows.items()]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return "\n".join(
        "  ".join([name.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True))])
        for name, *cells in table
    )


def show_pairs(scores: PairScores, errors: int = 0) -> str:
    """False alarms on faithful pairs; `errors` is how many of them to add, one JSON object each."""
    types = "  ".join(f"{kind} {count}" for kind, count in scores.by_type.items())
    rows = [
        f"{scores.name}: {scores.pairs} faithful pairs  flagged per 100: {_per_hundred(scores.flagged, scores.pairs)}"
        f"  with number, date or name: {_per_hundred(scores.with_fact, scores.pairs)}",
        f"  flags by type: {types or 'none'}",
    ]
    rows += [
        json.dumps({"kind": "false flag", "type": kind, "words": words, "text": text}, ensure_ascii=False)
        for kind, words, text in scores.examples[:errors]
    ]
    return "\n".join(rows)


def show_calibration(found: Calibration | None) -> str:
    """Whether scores are probabilities: the expected error, and a diagram with a line for each bin of the score."""
    if found is None:
        return "calibration: no scored lines"
    rows = [f"calibration: expected error {found.error:.3f} over {found.lines} lines of bent articles"]
    for one in found.bins:
        bar = "#" * round(_BAR * one.departing)
        mark = round(_BAR * one.mean_score)
        bar = bar.ljust(_BAR)[:mark] + "|" + bar.ljust(_BAR)[mark:]
        rows.append(
            f"  {one.low:.1f}-{one.high:.1f}  {one.lines:3} lines  score {one.mean_score:.2f}"
            f"  departing {one.departing:.2f}  {bar.rstrip()}"
        )
    return "\n".join(rows)


def show_choices(choices: Sequence[Choice]) -> str:
    """The thresholds that cross-validation chose, with how many folds chose each set."""
    counts = Counter(
        f"flagged {c.operating.flagged:g} vague {c.operating.vague:g} seems {c.operating.seems:g}"
        f" agreed {c.operating.agreed:g}"
        for c in choices
    )
    shown = "; ".join(f"{point} ({count})" for point, count in counts.most_common())
    return f"cross-validated over {len(choices)} folds of articles: {shown}"


def show_names(scores: NameScores) -> str:
    """Recognition of names across scripts, in one line."""
    return (
        f"names: {scores.names} people  recognised {scores.recall:.3f}"
        f"  namesakes taken for them {scores.false_positive_rate:.4f}"
    )


def _per_hundred(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f}" if whole else "-"


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _bounds(interval: Interval | None) -> str:
    return f"[{interval.low:.3f}, {interval.high:.3f}]" if interval else ""


def _missing(scores: Scores) -> Iterator[str]:
    if scores.missing:
        names = ", ".join(scores.missing[:_NAMED])
        yield f"no report for {len(scores.missing)} of {scores.articles} articles: {names}"


def _matches(scores: Scores) -> Iterator[str]:
    for name, match, interval in (
        ("line", scores.line, scores.line_interval),
        ("span", scores.span, scores.span_interval),
        ("omitted", scores.omitted, None),
        ("slips", scores.slips, None),
    ):
        yield _match(name, match, interval)


def _match(name: str, match: Match, interval: Interval | None) -> str:
    figures = f"{name:8} P {match.precision:.3f}  R {match.recall:.3f}  F1 {match.f1:.3f}"
    counts = f"({match.hit} of {match.actual}; {match.predicted} flagged)"
    return f"{figures} {_bounds(interval)}  {counts}" if interval else f"{figures}  {counts}"


def _ratios(scores: Scores) -> Iterator[str]:
    yield (
        f"false flags per 100 faithful lines: bent articles {_figure(scores.false_flags_bent)}"
        f"  translations {_figure(scores.false_flags_translation)}"
    )
    yield (
        f"auc: bent articles {_figure(scores.auc_bent)} {_bounds(scores.auc_interval or Interval(0, 0))}"
        f"  slips {_figure(scores.auc_slips)}"
    )
    yield (
        f"right type when found {_figure(scores.type_right_when_found)}"
        f"  recall by type: macro {_figure(scores.recall_macro)}"
        f"  facts and additions {_figure(scores.recall_facts)}  wording {_figure(scores.recall_wording)}"
    )
    yield (
        f"evidence first {_figure(scores.evidence_first)}  in top 5 {_figure(scores.evidence_top5)}"
        f"  omission graded right {_figure(scores.omitted_grade_right)}"
    )


def _types(scores: Scores) -> Iterator[str]:
    for kind, count in scores.by_type.items():
        yield f"  {kind:12} {count.known:3}  found {count.recall:.3f}  with the right type {count.right_share:.3f}"


def _error(wrong: WrongLine) -> str:
    """A wrongly judged line as JSON: its words, what is known of it, and the flags on it."""
    row = {
        "id": wrong.article,
        "kind": "missed" if wrong.missed else "false flag",
        "text": wrong.line.text,
        "gold": [[known.type, known.text, known.source_says] for known in wrong.line.departures],
        "flags": [[flag.type, [flag.span.start, flag.span.end]] for flag in wrong.flags],
    }
    return json.dumps(row, ensure_ascii=False)
