"""Source sentences that no claim retells, and whether a reader misses them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from muqabala.fold import folded, words
from muqabala.records import (
    DepartureType,
    Encoding,
    Fact,
    Kind,
    Omission,
    Passage,
    Sentence,
    Severity,
    SourceSpan,
    WordPair,
    text_sha256,
)

if TYPE_CHECKING:
    from muqabala.records import Matrix

RETOLD = 0.45
"""From this mean match of its words (lowest and highest layer) with one claim a source sentence counts as retold."""
CLOSEST = 4
"""How many claims, closest by sentence vector, are compared word by word with a source sentence."""
LINKED = 0.3
"""Counts as retold, too, what a claim answers in so large a part of its words: a claim that holds two sentences in one
matches neither of them well."""
REPEATED = 0.6
"""From this centred cosine with another sentence of the same source on, a sentence repeats what is said anyway."""
LONG = 10
"""A sentence of so many words says something a reader misses, whatever it names; a shorter one must state a number, or
answer something."""
_CONTRAST = {  # over folded text, whole words: "debut" is no contrast
    "en": re.compile(r"\b(?:but|however|although|though|despite|nevertheless|still,|yet)(?!\w)"),
    "ar": re.compile(
        r"\b[وف]?(?:(?:لكن|(?:غير|بيد|الا) ان)(?:ه|ها|هم|هما|هن|ني|نا)?|(?:ب?ال)?رغم|مع ذلك|في المقابل)\b"
    ),
}
_ANSWER = {  # denied bail, intercepted missiles and «تنفيذ» are no answers
    "en": re.compile(
        r"\b(?:(?<!was )(?<!were )(?<!been )den(?:ied|ies)|deny|refut(?:e|es|ed)|object(?:ed)? to"
        r"|complain(?:s|ed)? (?:about|that)|(?:dispute|reject)(?:s|d|ed)? (?:(?:the|all|any|his|her|its|their) )?"
        r"(?:this|that|it|these|those|claims?|criticism|accusations?|allegations?))\b"
    ),
    "ar": re.compile(
        r"\b[وف]?(?:نفي(?! (?:\w+ )?الي)|نفت|نفوا|ينفي|تنفي|ينفون|ينف|تنف|انكر|انكرت|ينكر|تنكر|فند|فندت|يفند|تفند"
        r"|(?:اعترض|اعترضت|اعترضوا|يعترض|تعترض)(?: \w+){0,2} علي"
        r"|(?:رفض|رفضت|رفضوا|يرفض|ترفض|يرفضون|كذب|كذبت)(?: \w+)? (?:ذلك"
        r"|(?:هذ[اه] )?(?:الروايه|الاتهام|الاتهامات|المزاعم|الادعاءات|الانتقادات)))\b"
    ),
}
_QUOTES = '"“”«»'


@dataclass(frozen=True, slots=True)
class SourceSentence:
    """A sentence of a principal source with its centred encoding and the facts it states."""

    sentence: Sentence
    passage: Passage
    encoding: Encoding
    facts: tuple[Fact, ...]


def strengths(
    sentences: Sequence[SourceSentence], claims: Sequence[Encoding], retold: Set[SourceSpan]
) -> tuple[float, ...]:
    """How strongly each source sentence is retold by some claim, roughly 0 (not at all) to 1.

    `retold` are the places of sentences known to be retold: at least so far as `RETOLD`.
    """
    if not claims:
        return (0.0,) * len(sentences)
    vectors = np.stack([claim.vector for claim in claims])
    return tuple(
        max(_strength(s.encoding, vectors, claims), RETOLD if s.passage.place in retold else 0) for s in sentences
    )


def _strength(source: Encoding, vectors: Matrix, claims: Sequence[Encoding]) -> float:
    """The best mean match of a sentence's words with the words of one of the claims closest to it."""
    closest = np.argsort(-(vectors @ source.vector), kind="stable")[:CLOSEST]
    spoken = [claims[int(index)] for index in closest if claims[int(index)].words]
    if not source.words or not spoken:
        return 0.0
    return max((_covered(source, claim, 0) + _covered(source, claim, -1)) / 2 for claim in spoken)


def _covered(source: Encoding, claim: Encoding, layer: int) -> float:
    """Mean best match of a sentence's words in a claim, at one layer."""
    return float((source.layers[layer] @ claim.layers[layer].T).max(axis=1).mean())


def linked(sentences: Sequence[SourceSentence], pairs: Sequence[Sequence[WordPair]]) -> set[SourceSpan]:
    """The places of the sentences whose words some claim answers in good part, by the word pairs of each claim."""
    reached = [{pair.source for pair in own} for own in pairs]
    found = set()
    for source in sentences:
        places = {SourceSpan(source.passage.document, word) for word in source.encoding.words}
        if places and any(len(places & own) / len(places) >= LINKED for own in reached):
            found.add(source.passage.place)
    return found


def omissions(
    sentences: Sequence[SourceSentence], strength: Sequence[float], kinds: Mapping[str, Kind | None]
) -> tuple[Omission, ...]:
    """The sentences that are not retold, in the order given. `kinds` tells which documents are digests."""
    found: list[Omission] = []
    seen: Counter[str] = Counter()
    for index, (source, value) in enumerate(zip(sentences, strength, strict=True)):
        if value >= RETOLD or source.sentence.headline:
            continue
        what = "" if _repeats(index, sentences, strength) else _matters(source)
        params = {"what": what} if what not in ("", "statement") else {}
        if kinds.get(source.passage.document) is Kind.DIGEST:
            params["digest"] = "yes"
        severity = _severity(what)
        found.append(
            Omission(
                id=_identity(source, seen),
                source=source.passage.document,
                span=source.sentence.span,
                severity=severity,
                score=round(min(1.0, max(0.0, 1.0 - value)), 4),
                code="MQ1202" if severity is Severity.INFO else "MQ1201",
                params=params,
            )
        )
    return tuple(found)


def _identity(source: SourceSentence, seen: Counter[str]) -> str:
    """An id that edits elsewhere leave alone: of the document, the folded words and their occurrence."""
    key = f"{source.passage.document}\x1f{folded(source.passage.words)}"
    seen[key] += 1
    digest = text_sha256(f"{key}\x1f{seen[key]}")
    return f"o-{digest[:12]}"


def _repeats(index: int, sentences: Sequence[SourceSentence], strength: Sequence[float]) -> bool:
    """Whether another sentence of the same document, retold or listed before, says much the same."""
    own = sentences[index]
    return any(
        float(own.encoding.vector @ other.encoding.vector) >= REPEATED
        for i, other in enumerate(sentences)
        if i != index and other.passage.document == own.passage.document and (strength[i] >= RETOLD or i < index)
    )


def _matters(source: SourceSentence) -> str:
    """What a reader would miss: `contrast`, `quotation`, `number`, `date`, `name` or, for another long sentence,
    `statement`; empty for ordinary trimming.
    """
    text = folded(source.passage.words)
    lang = source.passage.language
    kinds = {fact.kind for fact in source.facts if _tells(fact)}
    long = len(words(source.passage.words)) >= LONG
    if _says(_ANSWER, lang, text) or (long and _says(_CONTRAST, lang, text)):
        return "contrast"
    if not long:
        return "number" if DepartureType.NUMBER in kinds else ""
    if sum(map(source.passage.words.count, _QUOTES)) >= 2:
        return "quotation"
    for kind in (DepartureType.NUMBER, DepartureType.DATE, DepartureType.NAME):
        if kind in kinds:
            return kind.value
    return "statement"


def _says(table: Mapping[str, re.Pattern[str]], lang: str, text: str) -> bool:
    return lang in table and table[lang].search(text) is not None


def _tells(fact: Fact) -> bool:
    """Whether a fact is more than a turn of phrase, such as "both" and "one of" for a number, "later" for a date."""
    if fact.kind is DepartureType.NUMBER:
        return any(map(str.isdecimal, fact.text)) or (fact.amount or 0) > 2
    return fact.kind is not DepartureType.DATE or fact.unit != "order"


def _severity(what: str) -> Severity:
    if not what:
        return Severity.INFO
    return Severity.MAJOR if what == "contrast" else Severity.MINOR
