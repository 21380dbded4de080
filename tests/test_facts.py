"""All kinds of fact together: what they make of languages whose words none of them reads."""

from __future__ import annotations

from itertools import product

import pytest

from muqabala import facts
from muqabala.facts import Collation
from muqabala.records import Passage, Severity, SourceSpan, Span, WordPair

SAID = {
    "ar": "أكد مسؤولون أن السفينة غرقت قبل فجر 3 مايو",
    "en": "Officials confirmed that the ship sank before dawn on May 3",
    "fr": "Des responsables ont confirmé que le navire a coulé avant l'aube du 3 mai",
    "el": "Αξιωματούχοι επιβεβαίωσαν ότι το πλοίο βυθίστηκε πριν την αυγή της 3ης Μαΐου",
}


def passage(lang: str, document: str) -> Passage:
    return Passage(document, SAID[lang], Span(0, len(SAID[lang])), lang)


@pytest.mark.parametrize(("own", "other"), [pair for pair in product(SAID, SAID) if not {*pair} <= {"ar", "en"}])
def test_no_flag_rests_on_a_language_that_is_not_read(own: str, other: str) -> None:
    claim, source = passage(own, "article"), passage(other, "source")
    said = facts.extract(source)
    links = tuple(WordPair(Span(n, n + 4), SourceSpan("source", Span(n, n + 4)), 0.6) for n in range(0, 36, 4))
    collation = Collation(claim, facts.extract(claim), (source,), said, said, links)
    assert [one for one in facts.compare(collation) if one.severity is not Severity.INFO] == []
    assert facts.doubts(collation) == ()
