"""All kinds of fact together: where they stand, what a claim shares with its sources, and languages not read."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muqabala import facts
from muqabala.facts import Collation
from muqabala.records import Passage, Severity, SourceSpan, Span, WordPair

SAID = {
    "ar": "أكد مسؤولون أن السفينة غرقت قبل فجر 3 مايو",
    "en": "Officials confirmed that the ship sank before dawn on May 3",
    "fr": "Des responsables ont confirmé que le navire a coulé avant l'aube du 3 mai",
    "el": "Αξιωματούχοι επιβεβαίωσαν ότι το πλοίο βυθίστηκε πριν την αυγή της 3ης Μαΐου",
}


def passage(text: str, lang: str, document: str) -> Passage:
    return Passage(document, text, Span(0, len(text)), lang)


@pytest.mark.parametrize(
    ("claim", "more"),
    [
        ("قال بوتين إن 48 شخصا قتلوا", 2),
        ("وصل بوتين", 1),
        ("قتل 48 شخصا", 1),
        ("وصل ليندكفيست", -1),  # a name in no table, spelled in another script
        ("نُقل 48 كيلوغراما من الرمل", 0),  # the same number of something else
        ("قتل أشخاص", 0),
    ],
)
def test_shared_names_and_numbers_tell_which_sentence_a_claim_retells(claim: str, more: int) -> None:
    own = passage(claim, "ar", "article")
    sources = ("They told Putin that 48 people had died.", "They told Lindqvist that 32 people had died.")
    said = [facts.extract(passage(text, "en", "source")) for text in sources]
    ((first, second),) = facts.common([own], [facts.extract(own)], said)
    assert first - second == more


@pytest.mark.parametrize(("own", "other"), [pair for pair in product(SAID, SAID) if not {*pair} <= {"ar", "en"}])
def test_no_flag_rests_on_a_language_that_is_not_read(own: str, other: str) -> None:
    claim, source = passage(SAID[own], own, "article"), passage(SAID[other], other, "source")
    said = facts.extract(source)
    links = tuple(WordPair(Span(n, n + 4), SourceSpan("source", Span(n, n + 4)), 0.6) for n in range(0, 36, 4))
    collation = Collation(claim, facts.extract(claim), (source,), said, said, links)
    assert [one for one in facts.compare(collation) if one.severity is not Severity.INFO] == []
    assert facts.doubts(collation) == ()


@settings(deadline=None)
@given(st.text(max_size=80), st.sampled_from(["ar", "en", "fr"]), st.text(max_size=20))
def test_every_fact_stands_inside_its_passage(text: str, lang: str, before: str) -> None:
    whole = before + text
    span = Span(len(before), len(whole))
    for fact in facts.extract(Passage("a", whole, span, lang)):
        assert span.start <= fact.span.start < fact.span.end <= span.end
        assert fact.span.of(whole) == fact.text
