"""The benchmark's figures and their print equal those of the reference scorer, on random gold files and reports."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evaluate_cases as cases
from benches import DEPARTURES
from muqabala.evaluate import DRAWS, Match, Scores, load, score, show
from muqabala.records import Basis


@pytest.fixture(scope="session")
def reference(require: Callable[[bool, str], None]) -> ModuleType:
    """The reference scorer, a script named by MUQABALA_SCORER or kept beside the project."""
    beside = DEPARTURES / "score.py"
    path = Path(os.environ.get("MUQABALA_SCORER", beside))
    require(path.is_file(), f"the reference scorer is not at {path}; set MUQABALA_SCORER to its path")
    spec = importlib.util.spec_from_file_location("reference_scorer", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def as_reference(scores: Scores) -> dict[str, object]:
    """Our figures under the names the reference scorer uses; its interval table lacks what could not be measured."""

    def match(one: Match) -> dict[str, object]:
        figures = {"precision": one.precision, "recall": one.recall, "f1": one.f1}
        return {**figures, "hit": one.hit, "predicted": one.predicted, "actual": one.actual}

    intervals = {"line.f1": scores.line_interval, "span.f1": scores.span_interval, "auc_bent": scores.auc_interval}
    return {
        "line": match(scores.line),
        "slips": match(scores.slips),
        "span": match(scores.span),
        "omitted": match(scores.omitted),
        "omitted_grade_right": scores.omitted_grade_right,
        "false_flags_per_100_bent": scores.false_flags_bent,
        "false_flags_per_100_translation": scores.false_flags_translation,
        "auc_bent": scores.auc_bent,
        "auc_slips": scores.auc_slips,
        "type_right_when_found": scores.type_right_when_found,
        "recall_by_type": {kind: count.recall for kind, count in scores.by_type.items()},
        "right_by_type": {kind: count.right_share for kind, count in scores.by_type.items()},
        "count_by_type": {kind: count.known for kind, count in scores.by_type.items()},
        "recall_macro": scores.recall_macro,
        "recall_pooled": {"fact": scores.recall_facts, "free": scores.recall_wording},
        "evidence_first": scores.evidence_first,
        "evidence_top5": scores.evidence_top5,
        "interval_90": {name: [one.low, one.high] for name, one in intervals.items() if one},
        "articles": scores.articles,
        "missing": list(scores.missing),
        "errors": [json.loads(row) for row in show(scores, errors=len(scores.errors)).split("\n") if row[0] == "{"],
    }


def assert_equal_to_reference(
    module: ModuleType, rng: Random, articles: int, bases: Sequence[Basis] = (), draws: int = DRAWS
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = [cases.random_row(rng, f"a{i}") for i in range(articles)]
        gold = cases.write_bench(folder, rows)
        reports = [cases.random_report(rng, row) if rng.random() < 0.85 else None for row in rows]
        out = folder / "reports"
        out.mkdir()
        for row, one in zip(rows, reports, strict=True):
            if one:
                (out / f"{row.row['id']}.json").write_text(json.dumps(cases.as_json(one)), encoding="utf-8")
        expected = module.score(gold, out, tuple(bases), draws)
        ours = score(list(zip(load(folder).articles, reports, strict=True)), bases, draws)
    assert as_reference(ours) == expected
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        module.show(expected, True, 3)
    assert show(ours, by_type=True, errors=3) + "\n" == printed.getvalue()


@settings(max_examples=150, deadline=None)
@given(rng=st.randoms(use_true_random=False), bases=st.sets(st.sampled_from(list(Basis)), max_size=2))
def test_figures_and_print_equal_the_reference(reference: ModuleType, rng: Random, bases: set[Basis]) -> None:
    assert_equal_to_reference(reference, rng, rng.randint(1, 6), sorted(bases), draws=8)


def test_intervals_equal_the_reference_in_full_length(reference: ModuleType) -> None:
    assert_equal_to_reference(reference, Random(11), articles=20)
