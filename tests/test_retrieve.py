"""Principal sources by the article's vote, and the order of evidence, on vectors made by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pytest

from muqabala import retrieve
from muqabala.index import Index
from muqabala.records import Evidence, SourceSpan, Span
from muqabala.retrieve import COMMON, MOST_EVIDENCE, NEAREST, Hits, Shelf, elsewhere, evidence, principal

if TYPE_CHECKING:
    from muqabala.records import Matrix

SIZE = 32
NOBODY: frozenset[str] = frozenset()


def axis(n: int, close: float = 1.0) -> list[float]:
    """A unit vector that has cosine `close` with axis n; the rest of it lies along the last axis."""
    vector = [0.0] * SIZE
    vector[n] = close
    vector[-1] = float(np.sqrt(1 - close**2))
    return vector


def shelf(documents: Mapping[str, Sequence[Sequence[float]]]) -> Shelf:
    """Documents by the vectors of their sentences; sentence n stands at [10n, 10n + 9)."""
    places: list[SourceSpan] = []
    rows, vectors = {}, []
    for document, sentences in documents.items():
        rows[document] = range(len(places), len(places) + len(sentences))
        places += [SourceSpan(document, Span(10 * n, 10 * n + 9)) for n in range(len(sentences))]
        vectors += list(sentences)
    return Shelf(tuple(places), np.array(vectors, np.float32), rows)


def claims(*vectors: Sequence[float]) -> Matrix:
    return np.array(vectors, np.float32)


def search(vectors: Matrix, on: Shelf) -> Hits:
    return Hits(*Index(np.asarray(on.vectors)).search(vectors, NEAREST))


def ranked(
    vectors: Matrix,
    on: Shelf,
    sources: Sequence[str],
    common: Sequence[float] | None = None,
    covered: Sequence[float] | None = None,
) -> tuple[tuple[Evidence, ...], ...]:
    """Evidence; `common` and `covered` give one number for each sentence, the same for every claim."""
    size = (len(vectors), sum(len(on.rows[source]) for source in sources))
    names, words = (
        np.zeros(size, np.float32) if row is None else np.tile(np.array(row, np.float32), (len(vectors), 1))
        for row in (common, covered)
    )
    return evidence(vectors, on, sources, names, words)


def test_the_most_retold_document_is_principal() -> None:
    on = shelf({"a": [axis(0), axis(1)], "b": [axis(0, 0.6), axis(9)], "c": [axis(8)]})
    asked = claims(axis(0), axis(1))
    assert principal(search(asked, on), on, NOBODY, NOBODY) == ("a",)


def test_one_claim_that_another_document_tells_better_does_not_make_it_principal() -> None:
    on = shelf({"a": [axis(n) for n in range(5)], "b": [axis(5)]})
    asked = claims(*(axis(n) for n in range(6)))
    assert principal(search(asked, on), on, NOBODY, NOBODY) == ("a",)


def test_a_document_that_explains_enough_claims_is_principal_too_and_comes_second() -> None:
    on = shelf({"small": [axis(6), axis(7)], "large": [axis(n) for n in range(6)], "none": [axis(20)]})
    asked = claims(*(axis(n) for n in range(8)))
    assert principal(search(asked, on), on, NOBODY, NOBODY) == ("large", "small")


def test_a_document_that_says_the_same_no_better_is_not_principal() -> None:
    on = shelf({"a": [axis(n) for n in range(4)], "copy": [axis(n, 0.95) for n in range(4)]})
    asked = claims(*(axis(n) for n in range(4)))
    assert principal(search(asked, on), on, NOBODY, NOBODY) == ("a",)


def test_being_cited_decides_between_two_that_say_the_same() -> None:
    on = shelf({"a": [axis(n) for n in range(4)], "copy": [axis(n, 0.95) for n in range(4)]})
    hits = search(claims(*(axis(n) for n in range(4))), on)
    assert principal(hits, on, {"copy"}, NOBODY) == ("copy",)


def test_being_cited_does_not_outweigh_a_document_that_says_what_the_other_does_not() -> None:
    on = shelf({"told": [axis(n) for n in range(4)], "cited": [axis(9), axis(10)]})
    hits = search(claims(*(axis(n) for n in range(4))), on)
    assert principal(hits, on, {"cited"}, NOBODY)[0] == "told"


def test_a_cited_document_needs_one_claim_less() -> None:
    on = shelf({"a": [axis(n) for n in range(5)], "b": [axis(5)]})
    hits = search(claims(*(axis(n) for n in range(6))), on)
    assert principal(hits, on, {"b"}, NOBODY) == ("a", "b")


def test_a_cited_document_that_explains_nothing_is_not_principal() -> None:
    on = shelf({"a": [axis(n) for n in range(3)], "b": [axis(20)]})
    hits = search(claims(*(axis(n) for n in range(3))), on)
    assert principal(hits, on, {"b"}, NOBODY) == ("a",)


def test_what_the_user_names_is_principal_and_nothing_else() -> None:
    on = shelf({"a": [axis(n) for n in range(4)], "b": [axis(9)], "c": [axis(0, 0.5)]})
    hits = search(claims(*(axis(n) for n in range(4))), on)
    assert principal(hits, on, NOBODY, {"b"}) == ("b",)
    assert principal(hits, on, NOBODY, {"b", "c"}) == ("c", "b"), "the more retold first"


def test_the_order_of_documents_in_the_corpus_does_not_matter() -> None:
    documents = {"a": [axis(0), axis(1)], "b": [axis(2), axis(3)], "c": [axis(4)]}
    asked = claims(*(axis(n) for n in range(5)))
    forward, backward = shelf(documents), shelf(dict(reversed(documents.items())))
    assert principal(search(asked, forward), forward, NOBODY, NOBODY) == principal(
        search(asked, backward), backward, NOBODY, NOBODY
    )


def test_a_file_name_is_no_signal() -> None:
    for names in (("a", "z"), ("z", "a")):
        on = shelf({names[0]: [axis(0), axis(1)], names[1]: [axis(0, 0.7), axis(1, 0.7)]})
        assert principal(search(claims(axis(0), axis(1)), on), on, NOBODY, NOBODY) == (names[0],)


def test_a_sentence_close_to_every_claim_wins_no_votes_by_that() -> None:
    """In a large corpus a claim's twentieth neighbour tells what an unrelated sentence gets."""
    vague = [0.0] * SIZE
    vague[-1] = 1.0
    told = [axis(n, 0.9) for n in range(3)]
    on = shelf({"vague": [vague] * 30, "told": told})
    assert principal(search(claims(*told), on), on, NOBODY, NOBODY) == ("told",)


def test_evidence_is_best_first_and_stands_where_its_sentence_stands() -> None:
    on = shelf({"a": [axis(0, 0.3), axis(0, 0.9), axis(0, 0.6)]})
    (own,) = ranked(claims(axis(0)), on, ("a",))
    assert [e.span for e in own] == [Span(10, 19), Span(20, 29), Span(0, 9)]
    assert [e.score for e in own] == pytest.approx([0.9, 0.6, 0.3])


def test_evidence_is_searched_in_the_whole_of_the_principal_source() -> None:
    """Sentences beyond the nearest of the corpus count too, when the principal source holds them."""
    on = shelf({"other": [axis(0, 0.35)] * (NEAREST + 5), "a": [axis(0, 0.2)]})
    (own,) = ranked(claims(axis(0)), on, ("a",))
    assert [e.source for e in own] == ["a"]
    assert own[0].score == pytest.approx(0.2)


def test_at_most_so_many_sentences_are_listed() -> None:
    on = shelf({"a": [axis(0, 0.9)] * (MOST_EVIDENCE + 3)})
    (own,) = ranked(claims(axis(0)), on, ("a",))
    assert len(own) == MOST_EVIDENCE
    assert [e.span.start for e in own] == sorted(e.span.start for e in own), "equals in the order of the text"


def outside(on: Shelf, claim: Sequence[float], *sources: str) -> tuple[Evidence, ...]:
    vectors = claims(claim)
    return elsewhere(search(vectors, on), 0, on, sources)


def test_elsewhere_gives_the_one_document_that_comes_nearest_best_first() -> None:
    on = shelf({"a": [axis(0)], "near": [axis(0, 0.5), axis(0, 0.9)], "next": [axis(0, 0.8)]})
    found = outside(on, axis(0), "a")
    assert [(e.source, e.span) for e in found] == [("near", Span(10, 19)), ("near", Span(0, 9))]
    assert [e.score for e in found] == pytest.approx([0.9, 0.5])


def test_elsewhere_is_never_inside() -> None:
    on = shelf({"a": [axis(0)], "b": [axis(0, 0.9)]})
    assert outside(on, axis(0), "a", "b") == ()


def test_a_sentence_elsewhere_that_is_far_from_the_claim_is_no_evidence() -> None:
    for close, found in ((retrieve.CLOSE + 0.01, 1), (retrieve.CLOSE - 0.01, 0)):
        on = shelf({"a": [axis(9)], "other": [axis(0, close)]})
        assert len(outside(on, axis(0), "a")) == found


def test_at_most_so_many_sentences_elsewhere() -> None:
    on = shelf({"other": [axis(0, 0.9)] * (MOST_EVIDENCE + 3)})
    assert len(outside(on, axis(0), "a")) == MOST_EVIDENCE


def test_names_in_common_lift_a_sentence_over_one_slightly_closer() -> None:
    on = shelf({"a": [axis(0, 0.70), axis(0, 0.70 - 0.5 * COMMON)]})
    plain, lifted = (ranked(claims(axis(0)), on, ("a",), common)[0] for common in ([0, 0], [0, 1]))
    assert plain[0].span == Span(0, 9)
    assert lifted[0].span == Span(10, 19)
    assert lifted[0].score == pytest.approx(0.70 - 0.5 * COMMON), "the score shown is the plain cosine"


def test_names_in_common_do_not_lift_a_sentence_far_away() -> None:
    on = shelf({"a": [axis(0, 0.8), axis(0, 0.8 - 3 * COMMON)]})
    (own,) = ranked(claims(axis(0)), on, ("a",), [0, 50])
    assert own[0].span == Span(0, 9)


def test_a_short_sentence_that_the_claim_takes_in_is_lifted() -> None:
    on = shelf({"a": [axis(0, 0.5), axis(0, 0.4)]})
    (own,) = ranked(claims(axis(0)), on, ("a",), covered=[0.2, 0.9])
    assert own[0].span == Span(10, 19)


def test_scores_are_between_zero_and_one() -> None:
    on = shelf({"a": [[-x for x in axis(0)], axis(0)]})
    (own,) = ranked(claims(axis(0)), on, ("a",))
    assert [e.score for e in own] == [1.0, 0.0]


def test_without_a_principal_source_there_is_no_evidence_in_it() -> None:
    on = shelf({"a": [axis(0, 0.9)]})
    assert ranked(claims(axis(0), axis(1)), on, ()) == ((), ())
