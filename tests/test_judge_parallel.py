"""Which articles follow their source sentence by sentence, and which retell it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from muqabala.judge import Case, Encoded, is_parallel
from muqabala.records import Claim, Encoding, Passage, SourceSpan, Span

SENTENCES = 12
TEXT = "".join(f"Sentence number {n:02}. " for n in range(SENTENCES))
ENCODING = Encoding(np.ones(2, np.float32), (), ())


def place(n: int, document: str = "source") -> SourceSpan:
    return SourceSpan(document, Span(20 * n, 20 * n + 19))


def claim(n: int, *best: SourceSpan, headline: bool = False, uncheckable: str | None = None) -> Case:
    span = Span(10 * n, 10 * n + 9)
    closest = tuple(Encoded(Passage(one.id, TEXT, one.span, "en"), ENCODING) for one in best)
    own = Claim(f"c{n}", span, n, headline, uncheckable=uncheckable)
    return Case(own, Passage("article", TEXT, span, "ar"), ENCODING, (), closest)


def follows(best: Sequence[int], sentences: int = SENTENCES) -> bool:
    """Whether claims with these best sentences follow a source of so many."""
    return is_parallel([claim(n, place(at)) for n, at in enumerate(best)], [place(n) for n in range(sentences)])


@pytest.mark.parametrize(
    ("best", "sentences"),
    [
        (range(12), 12),
        ([0, 1, 2, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 12),
        (range(5), 5),
        ([*range(30), 20], 30),
    ],
    ids=["one for one", "a sentence split in three", "a short one", "one of thirty out of order"],
)
def test_a_translation_follows_its_source(best: Sequence[int], sentences: int) -> None:
    assert follows(best, sentences)


@pytest.mark.parametrize(
    ("best", "sentences"),
    [
        ([0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11], 12),
        ([0, 1, 2, 4, 3, 5, 6, 7, 9, 8, 10, 11], 12),
        (range(11, -1, -1), 12),
        (range(4), 4),
        ([0] * 5, 1),
        ([*[0] * 5, *[1] * 5, *[2] * 5, 3, 4], 5),
        ([], 12),
    ],
    ids=[
        "one left out",
        "two places exchanged",
        "told backwards",
        "too short to tell",
        "a flash told in five sentences",
        "five sentences told in seventeen",
        "no evidence at all",
    ],
)
def test_a_retelling_does_not(best: Sequence[int], sentences: int) -> None:
    assert not follows(best, sentences)


def test_headlines_and_remarks_count_for_nothing() -> None:
    told = [claim(n, place(n)) for n in range(SENTENCES)]
    beside = [claim(90, place(11), headline=True), *told, claim(91, place(0), uncheckable="a greeting")]
    assert is_parallel(beside, [place(n) for n in range(SENTENCES)])


def test_claims_that_rest_on_nothing_or_on_something_else_count_against_it() -> None:
    told = [claim(n, place(n)) for n in range(SENTENCES)]
    whole = [place(n) for n in range(SENTENCES)]
    assert not is_parallel([*told, claim(90)], whole)
    assert not is_parallel([*told, claim(90, place(3, "other"))], whole)
    many = [claim(n, place(n)) for n in range(30)]
    assert is_parallel([*many, claim(90, place(3, "other"))], [place(n) for n in range(30)]), "one of thirty-one"


def test_a_digest_is_no_source_to_follow() -> None:
    told = [replace(claim(n, place(n)), digest=True) for n in range(SENTENCES)]
    assert not is_parallel(told, [place(n) for n in range(SENTENCES)])


def test_an_article_of_two_sources_is_no_translation() -> None:
    both = [*(place(n) for n in range(6)), *(place(n, "other") for n in range(6))]
    cases = [claim(n, one) for n, one in enumerate(both)]
    assert not is_parallel(cases, both)
    assert not is_parallel([*cases[:6], claim(9, place(0, "other"))], both[:6])
    assert is_parallel(cases[:6], both[:6])
